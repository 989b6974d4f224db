// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.explain;

import io.tokenbroker.event.GrantDescribed;

/** What the grant's owner said when it was asked for the grant. */
public sealed interface BrokerAnswer {
  /** It described the grant. */
  record Described(GrantDescribed grant) implements BrokerAnswer {}

  /** It refused to. */
  record Refused(String why) implements BrokerAnswer {}

  /** No answer came in time. */
  record Silent(String why) implements BrokerAnswer {}
}
