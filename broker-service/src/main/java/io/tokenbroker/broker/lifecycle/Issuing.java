// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.lifecycle;

import io.tokenbroker.broker.lifecycle.Authorization.Started;
import io.tokenbroker.broker.lifecycle.Input.ImportRequested;
import io.tokenbroker.broker.lifecycle.Renewal.ByRefreshToken;
import io.tokenbroker.secrets.Secret;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What a provider's response makes of a grant's tokens. */
final class Issuing {
  /** As many as a callback and a response bring together. */
  private static final int MAX_ATTRIBUTES = 32;

  private Issuing() {}

  /** The grant's first tokens. */
  static Tokens first(
      Transition t,
      Started started,
      Effect.TokenRequest request,
      TokenResponse response,
      Instant sentAt) {
    if (request instanceof Effect.ClientCredentials client) {
      return first(t, started, response, new Renewal.ByClientCredentials(client.scopes()), sentAt);
    }
    // An imported refresh token stays in use where the response brings no other.
    Optional<Secret> refreshToken =
        response
            .refreshToken()
            .or(
                () ->
                    request instanceof Effect.Refresh imported
                        ? Optional.of(imported.refreshToken())
                        : Optional.empty());
    return first(t, started, response, renewal(t, refreshToken, response, sentAt), sentAt);
  }

  /** Tokens of another system that work as they are. */
  static Tokens imported(Transition t, Started started, ImportRequested input) {
    Instant now = t.now();
    TokenResponse asIssued =
        new TokenResponse(
            input.accessToken().orElseThrow(),
            "Bearer",
            input.expiresAt().map(expiry -> Duration.between(now, expiry)),
            input.refreshToken(),
            input
                .refreshTokenExpiresAt()
                .map(expiry -> Duration.between(now, expiry))
                .filter(lifetime -> !lifetime.isNegative()),
            Optional.empty(),
            Optional.empty(),
            Map.of(),
            Optional.empty());
    return first(t, started, asIssued, renewal(t, input.refreshToken(), asIssued, now), now);
  }

  private static Tokens first(
      Transition t, Started started, TokenResponse response, Renewal renewal, Instant sentAt) {
    return new Tokens(
        response.accessToken(),
        response.tokenType(),
        response.scopes().orElse(started.scopes()),
        started.startedAt().isBefore(sentAt) ? started.startedAt() : sentAt,
        sentAt,
        sentAt.plus(RefreshTiming.lifetime(response, t.policy(), Optional.empty())),
        renewal,
        response.subject().or(started::subject),
        merged(started.attributes(), response.attributes()),
        response.proofKey(),
        started.connectorRevision(),
        started.endpointOrigin().orElseThrow());
  }

  private static Renewal renewal(
      Transition t, Optional<Secret> refreshToken, TokenResponse response, Instant sentAt) {
    return refreshToken
        .<Renewal>map(
            token ->
                RefreshTokenLife.first(token, response.refreshTokenLifetime(), t.policy(), sentAt))
        .orElseGet(Renewal.None::new);
  }

  /** These tokens after a refresh. What the response does not name stays as it is. */
  static Tokens refreshed(Transition t, Tokens before, TokenResponse response, Instant sentAt) {
    return new Tokens(
        response.accessToken(),
        response.tokenType(),
        response.scopes().orElse(before.scopes()),
        before.authorizedAt(),
        sentAt,
        sentAt.plus(RefreshTiming.lifetime(response, t.policy(), Optional.of(before))),
        renewal(t, before, response, sentAt),
        t.policy().accountChangeAllowed()
            ? response.subject().or(before::subject)
            : before.subject().or(response::subject),
        merged(before.attributes(), response.attributes()),
        proofKey(before, response),
        before.connectorRevision(),
        before.endpointOrigin());
  }

  private static Renewal renewal(
      Transition t, Tokens before, TokenResponse response, Instant sentAt) {
    Renewal renewal = before.renewal();
    if (renewal instanceof ByRefreshToken used) {
      return RefreshTokenLife.next(before, used, response, t.policy(), sentAt);
    }
    return renewal instanceof Renewal.None
        ? renewal(t, response.refreshToken(), response, sentAt)
        : renewal;
  }

  /**
   * The newer ones win. What only the earlier ones name stays, as what a callback brought does: no
   * response repeats it. Names may change with the connector, so there is a bound.
   */
  private static Map<String, String> merged(
      Map<String, String> earlier, Map<String, String> newer) {
    Map<String, String> merged = new HashMap<>(newer);
    // In the order of their names, so that a decision that is made again is the same.
    new TreeMap<>(earlier)
        .forEach(
            (name, value) -> {
              if (merged.size() < MAX_ATTRIBUTES) {
                merged.putIfAbsent(name, value);
              }
            });
    return merged;
  }

  /**
   * A refresh token may be bound to the key of the grant, which stays; with the client's own
   * credentials every token may have a key of its own.
   */
  private static Optional<Secret> proofKey(Tokens before, TokenResponse response) {
    return before.renewal() instanceof Renewal.ByClientCredentials
        ? response.proofKey()
        : response.proofKey().or(before::proofKey);
  }

  /** A grant with these tokens, and with its next refresh planned. */
  static Credential.Active active(Transition t, Tokens tokens, Ending before) {
    return new Credential.Active(
        tokens,
        RefreshTiming.plan(tokens, t.policy(), t.now(), t.fraction()),
        Trouble.none(),
        RefreshTiming.ending(tokens, t.policy(), before, t.now()));
  }
}
