// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.reply;

import io.tokenbroker.event.CommandRejected;
import io.tokenbroker.event.GrantDescribed;
import java.util.function.Function;

/** What the broker answered to a command. */
public sealed interface CommandAnswer {
  /** Does one thing or the other. */
  <T> T fold(Function<GrantDescribed, T> described, Function<CommandRejected, T> rejected);

  /** Carried out; this is the grant now. */
  record Described(GrantDescribed event) implements CommandAnswer {
    @Override
    public <T> T fold(
        Function<GrantDescribed, T> described, Function<CommandRejected, T> rejected) {
      return described.apply(event);
    }
  }

  /** Not carried out. */
  record Rejected(CommandRejected event) implements CommandAnswer {
    @Override
    public <T> T fold(
        Function<GrantDescribed, T> described, Function<CommandRejected, T> rejected) {
      return rejected.apply(event);
    }
  }
}
