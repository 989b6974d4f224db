// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.provider;

import io.tokenbroker.broker.lifecycle.Effect;
import io.tokenbroker.broker.lifecycle.Input;
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
          CallMessages.class, CallParameters.getClassSchema(), 3, List.of(CallParameters.class));
  private final AvroBinary<CallResponse> responses =
      new AvroBinary<>(
          CallMessages.class, CallResponse.getClassSchema(), 3, List.of(CallResponse.class));

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
    if (call instanceof Effect.ClientCredentials) {
      return ProviderCall.CLIENT_CREDENTIALS;
    }
    if (call instanceof Effect.TokenExchange) {
      return ProviderCall.TOKEN_EXCHANGE;
    }
    if (call instanceof Effect.DeviceToken) {
      return ProviderCall.DEVICE_TOKEN;
    }
    if (call instanceof Effect.DeviceAuthorization) {
      return ProviderCall.DEVICE_AUTHORIZATION;
    }
    return call instanceof Effect.PushAuthorizationRequest
        ? ProviderCall.PUSH_AUTHORIZATION_REQUEST
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
      plain
          .setRefreshToken(text(refresh.refreshToken()))
          .setProofKey(refresh.proofKey().map(CallMessages::text).orElse(null));
    } else if (call instanceof Effect.ClientCredentials client) {
      plain.setScopes(client.scopes());
    } else if (call instanceof Effect.TokenExchange exchange) {
      plain
          .setSubjectToken(text(exchange.subjectToken()))
          .setSubjectTokenType(exchange.subjectTokenType().orElse(null))
          .setScopes(exchange.scopes());
    } else if (call instanceof Effect.DeviceAuthorization device) {
      plain.setScopes(device.scopes());
    } else if (call instanceof Effect.DeviceToken device) {
      plain.setDeviceCode(text(device.deviceCode()));
    } else if (call instanceof Effect.PushAuthorizationRequest push) {
      plain.setPushedParameters(text(push.parameters()));
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
      case REFRESH ->
          new Effect.Refresh(
              Secret.of(plain.getRefreshToken().orElseThrow()),
              plain.getProofKey().map(Secret::of));
      case REVOKE ->
          new Effect.Revoke(Secret.of(plain.getToken().orElseThrow()), plain.getIsRefreshToken());
      case CLIENT_CREDENTIALS -> new Effect.ClientCredentials(plain.getScopes());
      case TOKEN_EXCHANGE ->
          new Effect.TokenExchange(
              Secret.of(plain.getSubjectToken().orElseThrow()),
              plain.getSubjectTokenType(),
              plain.getScopes());
      case DEVICE_AUTHORIZATION -> new Effect.DeviceAuthorization(plain.getScopes());
      case DEVICE_TOKEN -> new Effect.DeviceToken(Secret.of(plain.getDeviceCode().orElseThrow()));
      case PUSH_AUTHORIZATION_REQUEST ->
          new Effect.PushAuthorizationRequest(Secret.of(plain.getPushedParameters().orElseThrow()));
      case UNKNOWN ->
          throw new IllegalArgumentException("a kind of call that this broker does not know");
    };
  }

  /** Seals a provider's success; empty for a revocation's, which says nothing. */
  ByteBuffer sealResponse(TokenKey key, String attemptId, CallOutcome success) {
    return sealer.seal(
        responses.encode(plain(success)), SealedField.providerResponse(key, attemptId));
  }

  private static CallResponse plain(CallOutcome success) {
    CallResponse.Builder plain = CallResponse.newBuilder();
    if (success instanceof CallOutcome.Succeeded tokens && tokens.response().isPresent()) {
      TokenResponse response = tokens.response().get();
      plain
          .setAccessToken(text(response.accessToken()))
          .setTokenType(response.tokenType())
          .setLifetimeMillis(response.lifetime().map(Duration::toMillis).orElse(null))
          .setRefreshToken(response.refreshToken().map(CallMessages::text).orElse(null))
          .setScopes(response.scopes().orElse(null))
          .setSubject(response.subject().orElse(null))
          .setAttributes(response.attributes())
          .setRefreshTokenLifetimeMillis(
              response.refreshTokenLifetime().map(Duration::toMillis).orElse(null))
          .setProofKey(response.proofKey().map(CallMessages::text).orElse(null));
    } else if (success instanceof CallOutcome.Pushed pushed) {
      plain.setRequestUri(pushed.requestUri()).setLifetimeMillis(pushed.lifetime().toMillis());
    } else if (success instanceof CallOutcome.DeviceAuthorized device) {
      plain
          .setDeviceCode(text(device.deviceCode()))
          .setUserCode(device.userCode())
          .setVerificationUri(device.verificationUri())
          .setVerificationUriComplete(device.verificationUriComplete().orElse(null))
          .setLifetimeMillis(device.lifetime().toMillis())
          .setIntervalMillis(device.interval().toMillis());
    }
    return plain.build();
  }

  /**
   * Opens a provider's success.
   *
   * @throws io.tokenbroker.secrets.CannotOpenException if it does not open
   */
  public Input.CallResult openResponse(TokenKey key, CallSucceeded success) {
    String attemptId = success.getAttemptId();
    CallResponse plain =
        responses.decode(
            opener.open(success.getSealedResponse(), SealedField.providerResponse(key, attemptId)));
    if (plain.getRequestUri().isPresent()) {
      return new Input.RequestPushed(
          attemptId,
          success.getSentAt(),
          plain.getRequestUri().get(),
          Duration.ofMillis(plain.getLifetimeMillis().orElse(0L)));
    }
    if (plain.getDeviceCode().isPresent()) {
      return new Input.DeviceAuthorized(
          attemptId,
          success.getSentAt(),
          Secret.of(plain.getDeviceCode().get()),
          plain.getUserCode().orElse(""),
          plain.getVerificationUri().orElse(""),
          plain.getVerificationUriComplete(),
          Duration.ofMillis(plain.getLifetimeMillis().orElse(0L)),
          Duration.ofMillis(plain.getIntervalMillis().orElse(0L)));
    }
    return new Input.CallSucceeded(attemptId, success.getSentAt(), tokens(plain));
  }

  private static Optional<TokenResponse> tokens(CallResponse plain) {
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
                    plain.getAttributes(),
                    plain.getProofKey().map(Secret::of)));
  }

  private static String text(Secret secret) {
    return secret.reveal(SecretAccess.get());
  }
}
