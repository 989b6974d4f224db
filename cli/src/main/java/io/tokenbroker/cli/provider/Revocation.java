// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.provider;

import io.tokenbroker.event.RevocationScope;
import io.tokenbroker.event.RevocationStyle;
import io.tokenbroker.event.RevocationTokens;
import java.util.Optional;

/**
 * How tokens are revoked at a provider. Immutable.
 *
 * @param endpoint absent: local revocation only; may hold {@code {client_id}} and, with
 *     DELETE_PATH, {@code {token}}
 * @param style RFC 7009, or what the provider has instead
 * @param tokens which tokens are sent
 * @param scope what the provider revokes with a token
 */
public record Revocation(
    Optional<String> endpoint,
    RevocationStyle style,
    RevocationTokens tokens,
    RevocationScope scope) {
  /** What holds where a file says nothing. */
  public static final Revocation DEFAULTS =
      new Revocation(
          Optional.empty(), RevocationStyle.RFC7009, RevocationTokens.ONE, RevocationScope.GRANT);

  public Revocation withEndpoint(String other) {
    return new Revocation(Optional.of(other), style, tokens, scope);
  }

  public Revocation withScope(RevocationScope other) {
    return new Revocation(endpoint, style, tokens, other);
  }
}
