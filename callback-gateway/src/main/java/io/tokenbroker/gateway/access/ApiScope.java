// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.access;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What an API key may be used for. */
public enum ApiScope {
  /** Start authorizations. */
  START,
  /** Ask how authorizations ended. */
  READ,
  /** Revoke and erase grants. */
  DISCONNECT;

  /** As it is written in the key file and in errors. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Optional<ApiScope> parse(String text) {
    return Arrays.stream(values()).filter(scope -> scope.text().equals(text)).findFirst();
  }
}
