// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.explain;

import io.tokenbroker.key.TokenKey;

/** What operators are told to do, in the same words everywhere. */
final class Remedies {
  private Remedies() {}

  /** A person, or the client's own credentials, have to make the grant anew. */
  static String connectAgain(TokenKey key, boolean needsPerson) {
    if (!needsPerson) {
      return key.owner().user().isEmpty()
          ? "obtain it again: tokenbroker grants obtain " + key
          : "the application obtains it again: POST /v1/connectors/"
              + key.connector()
              + "/authorizations at the gateway";
    }
    return key.owner()
            .user()
            .map(user -> "have " + user + " connect again")
            .orElse("have an administrator connect again")
        + ": the application makes a link with POST /v1/connectors/"
        + key.connector()
        + "/authorizations at the gateway, or the person uses the page GATEWAY/connections"
        + " (docs/gateway.md)";
  }

  /** The next refresh is tried at once instead of at its time. */
  static String refreshNow(TokenKey key) {
    return "then try at once: tokenbroker grants refresh " + key;
  }

  /** The connector's definition is to be mended. */
  static String applyConnector(String what) {
    return what + ", then: tokenbroker connectors apply --file FILE";
  }
}
