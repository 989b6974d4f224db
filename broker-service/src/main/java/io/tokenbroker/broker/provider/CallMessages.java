// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.provider;

import io.tokenbroker.broker.lifecycle.Effect;
import io.tokenbroker.broker.lifecycle.TokenResponse;
import io.tokenbroker.broker.provider.message.CallParameters;
import io.tokenbroker.broker.provider.message.CallResponse;
import io.tokenbroker.broker.store.AvroBinary;
import io.tokenbroker.event.CallSucceeded;
import io.tokenbroker.event.ProviderCall;
import io.tokenbroker.event.ProviderRequest;
import io.tokenbroker.key.TokenKey;
import io.tokenbroker.secrets.Opener;
import io.tokenbroker.secrets.SealedField;
import io.tokenbroker.secrets.Sealer;
import io.tokenbroker.secrets.Secret;
import io.tokenbroker.secrets.SecretAccess;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The sealed halves of the messages between topology and provider caller: what a call needs and
 * what a provider answered. Thread-safe.
 */
public final class CallMessages {
  private final Sealer sealer;
  private final Opener opener;
  private final AvroBinary<CallParameters> parameters =
      new AvroBinary<>(
          CallMessages.class, CallParameters.getClassSchema(), 2, List.of(CallParameters.class));
  private final AvroBinary<CallResponse> responses =
      new AvroBinary<>(
          CallMessages.class, CallResponse.getClassSchema(), 2, List.of(CallResponse.class));

  /** Both with the broker's keyset. */
  public CallMessages(Sealer sealer, Opener opener) {
    this.sealer = sealer;
    this.opener = opener;
  }

  /** The request for a call that the lifecycle decided on. */
  public ProviderRequest request(TokenKey key, Effect.CallProvider call, Instant now) {
    return new ProviderRequest(
        call.attemptId(),
        kind(call.call()),
        call.connectorRevision(),
        call.endpointOrigin(),
        call.basedOn().generation(),
        call.basedOn().sequence(),
        now,
        call.notAfter(),
        sealer.seal(
            parameters.encode(plain(call.call())),
            SealedField.providerRequest(key, call.attemptId())));
  }

  private static ProviderCall kind(Effect.Call call) {
    if (call instanceof Effect.Exchange) {
      return ProviderCall.EXCHANGE;
    }
    if (call instanceof Effect.Refresh) {
      return ProviderCall.REFRESH;
    }
    return call instanceof Effect.ClientCredentials
        ? ProviderCall.CLIENT_CREDENTIALS
        : ProviderCall.REVOKE;
  }

  private static CallParameters plain(Effect.Call call) {
    CallParameters.Builder plain =
        CallParameters.newBuilder().setIsRefreshToken(false).setScopes(List.of());
    if (call instanceof Effect.Exchange exchange) {
      plain
          .setCode(text(exchange.code()))
          .setCodeVerifier(text(exchange.codeVerifier()))
          .setRedirectUri(exchange.redirectUri());
    } else if (call instanceof Effect.Refresh refresh) {
      plain.setRefreshToken(text(refresh.refreshToken()));
    } else if (call instanceof Effect.ClientCredentials client) {
      plain.setScopes(client.scopes());
    } else if (call instanceof Effect.Revoke revoke) {
      plain.setToken(text(revoke.token())).setIsRefreshToken(revoke.isRefreshToken());
    }
    return plain.build();
  }

  /**
   * Opens a request's parameters.
   *
   * @throws io.tokenbroker.secrets.CannotOpenException if they do not open
   */
  Effect.Call openRequest(TokenKey key, ProviderRequest request) {
    CallParameters plain =
        parameters.decode(
            opener.open(
                request.getSealedParameters(),
                SealedField.providerRequest(key, request.getAttemptId())));
    return switch (request.getCall()) {
      case EXCHANGE ->
          new Effect.Exchange(
              Secret.of(plain.getCode().orElseThrow()),
              Secret.of(plain.getCodeVerifier().orElseThrow()),
              plain.getRedirectUri().orElseThrow());
      case REFRESH -> new Effect.Refresh(Secret.of(plain.getRefreshToken().orElseThrow()));
      case REVOKE ->
          new Effect.Revoke(Secret.of(plain.getToken().orElseThrow()), plain.getIsRefreshToken());
      case CLIENT_CREDENTIALS -> new Effect.ClientCredentials(plain.getScopes());
      case UNKNOWN ->
          throw new IllegalArgumentException("a kind of call that this broker does not know");
    };
  }

  /** Seals a provider's answer; empty for a revocation's, which says nothing. */
  ByteBuffer sealResponse(TokenKey key, String attemptId, Optional<TokenResponse> response) {
    CallResponse plain =
        response
            .map(
                tokens ->
                    new CallResponse(
                        text(tokens.accessToken()),
                        tokens.tokenType(),
                        tokens.lifetime().map(Duration::toMillis).orElse(null),
                        tokens.refreshToken().map(CallMessages::text).orElse(null),
                        tokens.scopes().orElse(null),
                        tokens.subject().orElse(null),
                        tokens.attributes(),
                        tokens.refreshTokenLifetime().map(Duration::toMillis).orElse(null)))
            .orElseGet(() -> CallResponse.newBuilder().build());
    return sealer.seal(responses.encode(plain), SealedField.providerResponse(key, attemptId));
  }

  /**
   * Opens a provider's answer.
   *
   * @throws io.tokenbroker.secrets.CannotOpenException if it does not open
   */
  public Optional<TokenResponse> openResponse(TokenKey key, CallSucceeded success) {
    CallResponse plain =
        responses.decode(
            opener.open(
                success.getSealedResponse(),
                SealedField.providerResponse(key, success.getAttemptId())));
    return plain
        .getAccessToken()
        .map(
            accessToken ->
                new TokenResponse(
                    Secret.of(accessToken),
                    plain.getTokenType().orElse("Bearer"),
                    plain.getLifetimeMillis().map(Duration::ofMillis),
                    plain.getRefreshToken().map(Secret::of),
                    plain.getRefreshTokenLifetimeMillis().map(Duration::ofMillis),
                    plain.getScopes(),
                    plain.getSubject(),
                    plain.getAttributes()));
  }

  private static String text(Secret secret) {
    return secret.reveal(SecretAccess.get());
  }
}
