// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.provider;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** How a client authenticates at the token endpoint (RFC 8414, 2; RFC 7523; RFC 8705). */
public enum AuthMethod {
  CLIENT_SECRET_BASIC,
  CLIENT_SECRET_POST,
  CLIENT_SECRET_JWT,
  PRIVATE_KEY_JWT,
  TLS_CLIENT_AUTH,
  NONE;

  static final Map<String, AuthMethod> WORDS =
      Arrays.stream(values()).collect(Collectors.toMap(AuthMethod::word, method -> method));

  /** The registered name. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether it lives from a client secret. */
  public boolean usesSecret() {
    return this == CLIENT_SECRET_BASIC || this == CLIENT_SECRET_POST || this == CLIENT_SECRET_JWT;
  }

  /** Whether it lives from a private key. */
  public boolean usesKey() {
    return this == PRIVATE_KEY_JWT || this == TLS_CLIENT_AUTH;
  }

  /** Whether the client signs an assertion (RFC 7523). */
  public boolean usesAssertion() {
    return this == CLIENT_SECRET_JWT || this == PRIVATE_KEY_JWT;
  }
}
