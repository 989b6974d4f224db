// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.access;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * What a caller may be allowed to do. Those without {@code ANY} are for the caller's own grants, so
 * they are of use to somebody only: an API key with a user, or a token of one.
 */
public enum ApiScope {
  /** Start and confirm authorizations for oneself. */
  START,
  /** See one's own authorizations and grants. */
  READ,
  /** Revoke one's own grants. */
  DISCONNECT,
  /** Start and confirm authorizations for a named user, and of shared grants. */
  START_ANY,
  /** See everybody's authorizations and grants. */
  READ_ANY,
  /** Revoke everybody's grants. */
  DISCONNECT_ANY,
  /** All of these, erase grants, and see their technical details. */
  ADMIN;

  /** As it is written in key files, tokens and errors: {@code start:any}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', ':');
  }

  /** Reads the text form. */
  public static Optional<ApiScope> parse(String text) {
    return Arrays.stream(values()).filter(scope -> scope.text().equals(text)).findFirst();
  }
}
