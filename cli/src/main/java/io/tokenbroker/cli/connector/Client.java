// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.connector;

import io.tokenbroker.cli.provider.AuthMethod;
import java.util.List;
import java.util.Optional;

/**
 * The client that is registered at the provider. Immutable.
 *
 * @param id client_id
 * @param secrets none for a public client; of two, the second is tried where the first is refused
 * @param key private key for private_key_jwt or tls_client_auth
 * @param certificate certificate chain for tls_client_auth, PEM
 */
public record Client(
    String id,
    List<SecretReference> secrets,
    Optional<SecretReference> key,
    Optional<TextSource> certificate) {
  public Client {
    secrets = List.copyOf(secrets);
  }

  /** A client without a secret. */
  public static Client isPublic(String id) {
    return new Client(id, List.of(), Optional.empty(), Optional.empty());
  }

  /** A client with a secret. */
  public static Client with(String id, SecretReference secret) {
    return new Client(id, List.of(secret), Optional.empty(), Optional.empty());
  }

  /** Whether anything of it is sealed. */
  boolean hasSecrets() {
    return !secrets.isEmpty() || key.isPresent();
  }

  /** How it authenticates unless it is told. */
  AuthMethod usualMethod() {
    if (!secrets.isEmpty()) {
      return AuthMethod.CLIENT_SECRET_BASIC;
    }
    if (key.isEmpty()) {
      return AuthMethod.NONE;
    }
    return certificate.isPresent() ? AuthMethod.TLS_CLIENT_AUTH : AuthMethod.PRIVATE_KEY_JWT;
  }
}
