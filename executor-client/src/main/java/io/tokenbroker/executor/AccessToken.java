// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.executor;

import io.tokenbroker.key.TokenKey;
import io.tokenbroker.key.TokenVersion;
import io.tokenbroker.secrets.Secret;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An access token (RFC 6749, 1.4) and what a runner has to know to use it. Immutable; its text form
 * never shows the token.
 *
 * @param key whose token it is
 * @param version its place in the grant's history; to be handed back when the token is rejected
 * @param secret the token itself; reading it takes {@link io.tokenbroker.secrets.SecretAccess}
 * @param tokenType how it is presented, {@code Bearer} as a rule (RFC 6749, 7.1)
 * @param scopes what it may be used for
 * @param expiresAt from when on it is not handed out any more
 * @param subject the account at the provider, where it is known
 * @param attributes public attributes of the grant, for example {@code instance_url}
 */
public record AccessToken(
    TokenKey key,
    TokenVersion version,
    Secret secret,
    String tokenType,
    List<String> scopes,
    Instant expiresAt,
    Optional<String> subject,
    Map<String, String> attributes) {
  public AccessToken {
    scopes = List.copyOf(scopes);
    attributes = Map.copyOf(attributes);
  }

  @Override
  public String toString() {
    return "AccessToken[" + key + " " + version + " expires " + expiresAt + ", redacted]";
  }
}
