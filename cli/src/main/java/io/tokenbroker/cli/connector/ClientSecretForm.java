// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.connector;

import io.tokenbroker.cli.cluster.CliException;
import io.tokenbroker.cli.provider.AuthMethod;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/**
 * A client secret: any text, unless it signs assertions, for which it has to be as long as the
 * algorithm's hash (RFC 7518, 3.2).
 *
 * @param algorithm JWS algorithm of client assertions
 */
record ClientSecretForm(AuthMethod method, Optional<String> algorithm)
    implements SecretReference.SecretForm {
  private static final String USUAL = "HS256";
  private static final Map<String, Integer> BYTES = Map.of(USUAL, 32, "HS384", 48, "HS512", 64);

  @Override
  public String name() {
    return "client secret";
  }

  @Override
  public void check(String text, String place) {
    String chosen = algorithm.orElse(USUAL);
    int needed = BYTES.getOrDefault(chosen, 0);
    if (method == AuthMethod.CLIENT_SECRET_JWT
        && text.getBytes(StandardCharsets.UTF_8).length < needed) {
      throw new CliException(
          "the client secret in "
              + place
              + " is too short for client_secret_jwt with "
              + chosen
              + ", which takes "
              + needed
              + " bytes at least (RFC 7518, 3.2)");
    }
  }
}
