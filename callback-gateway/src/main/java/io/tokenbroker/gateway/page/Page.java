// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.page;

import java.util.Map;

/**
 * A page for a person: which template is filled with what. What is filled in is plain text; the
 * template escapes it.
 */
public sealed interface Page
    permits Notice, ConnectPage, WaitingPage, OutcomePage, ConnectionsPage, OpenConnectionsPage {
  /** HTTP status. */
  int status();

  /** Name of the template under {@code templates/}, without its ending. */
  String template();

  /** What the template works with, beside the texts; values are records, texts, lists, booleans. */
  Map<String, Object> model();
}
