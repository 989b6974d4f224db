// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.provider;

import io.tokenbroker.event.BasicCredentialsEncoding;
import java.util.Optional;

/**
 * How clients authenticate at a provider. Immutable.
 *
 * @param method absent: what the issuer's metadata and the client's credentials suggest
 * @param basicEncoding how client_secret_basic writes id and secret
 * @param assertionAlgorithm JWS algorithm of client assertions
 * @param assertionAudience {@code aud} of client assertions
 */
public record ClientAuthentication(
    Optional<AuthMethod> method,
    BasicCredentialsEncoding basicEncoding,
    Optional<String> assertionAlgorithm,
    Optional<String> assertionAudience) {
  /** What holds where a file says nothing. */
  public static final ClientAuthentication DEFAULTS =
      new ClientAuthentication(
          Optional.empty(), BasicCredentialsEncoding.FORM, Optional.empty(), Optional.empty());

  public ClientAuthentication withMethod(AuthMethod other) {
    return new ClientAuthentication(
        Optional.of(other), basicEncoding, assertionAlgorithm, assertionAudience);
  }

  public ClientAuthentication withAssertionAudience(String other) {
    return new ClientAuthentication(method, basicEncoding, assertionAlgorithm, Optional.of(other));
  }
}
