// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.store;

import io.tokenbroker.broker.lifecycle.Renewal;
import io.tokenbroker.broker.lifecycle.Renewal.ByClientCredentials;
import io.tokenbroker.broker.lifecycle.Renewal.ByRefreshToken;
import io.tokenbroker.broker.lifecycle.Tokens;
import io.tokenbroker.broker.store.state.TokensState;
import io.tokenbroker.secrets.Secret;
import java.util.List;
import java.util.Optional;

/** What a provider issued, as it stands in a stored grant. */
final class TokensCodec {
  private TokensCodec() {}

  static TokensState state(Tokens tokens) {
    Optional<ByRefreshToken> refreshing = tokens.byRefreshToken();
    return new TokensState(
        SlotCodec.text(tokens.accessToken()),
        tokens.tokenType(),
        tokens.scopes(),
        tokens.issuedAt(),
        tokens.expiresAt(),
        refreshing.map(ByRefreshToken::refreshToken).map(SlotCodec::text).orElse(null),
        refreshing.map(ByRefreshToken::alternates).orElse(List.of()).stream()
            .map(SlotCodec::text)
            .toList(),
        tokens.subject().orElse(null),
        tokens.attributes(),
        tokens.connectorRevision(),
        tokens.endpointOrigin(),
        tokens.authorizedAt(),
        refreshing.flatMap(ByRefreshToken::idleUntil).orElse(null),
        refreshing.flatMap(ByRefreshToken::endsAt).orElse(null),
        tokens.renewal() instanceof ByClientCredentials client ? client.scopes() : null,
        tokens.proofKey().map(SlotCodec::text).orElse(null));
  }

  static Tokens tokens(TokensState state) {
    return new Tokens(
        Secret.of(state.getAccessToken()),
        state.getTokenType(),
        state.getScopes(),
        state.getAuthorizedAt().orElse(state.getIssuedAt()),
        state.getIssuedAt(),
        state.getExpiresAt(),
        renewal(state),
        state.getSubject(),
        state.getAttributes(),
        state.getProofKey().map(Secret::of),
        state.getConnectorRevision(),
        state.getEndpointOrigin());
  }

  private static Renewal renewal(TokensState state) {
    if (state.getClientCredentialsScopes().isPresent()) {
      return new ByClientCredentials(state.getClientCredentialsScopes().get());
    }
    return state
        .getRefreshToken()
        .<Renewal>map(
            token ->
                new ByRefreshToken(
                    Secret.of(token),
                    state.getAlternates().stream().map(Secret::of).toList(),
                    state.getRefreshTokenIdleUntil(),
                    state.getRefreshTokenEndsAt()))
        .orElseGet(Renewal.None::new);
  }
}
