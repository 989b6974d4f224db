// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.topology;

import io.tokenbroker.broker.lifecycle.Input;
import io.tokenbroker.broker.lifecycle.TokenResponse;
import io.tokenbroker.broker.provider.CallMessages;
import io.tokenbroker.broker.provider.message.CallResponse;
import io.tokenbroker.broker.store.AvroBinary;
import io.tokenbroker.event.AuthorizationCodeReceived;
import io.tokenbroker.event.AuthorizationRejected;
import io.tokenbroker.event.AuthorizationStarted;
import io.tokenbroker.event.BoundBy;
import io.tokenbroker.event.CallFailed;
import io.tokenbroker.event.CallNotSent;
import io.tokenbroker.event.CallSucceeded;
import io.tokenbroker.event.CallUnknown;
import io.tokenbroker.event.ConfirmAuthorization;
import io.tokenbroker.event.DescribeGrant;
import io.tokenbroker.event.ErrorClass;
import io.tokenbroker.event.ImportToken;
import io.tokenbroker.event.MigrateGrant;
import io.tokenbroker.event.ObtainToken;
import io.tokenbroker.event.RefreshToken;
import io.tokenbroker.event.RevokeToken;
import io.tokenbroker.key.TokenKey;
import io.tokenbroker.secrets.AssociatedData;
import io.tokenbroker.secrets.KeysetFolder;
import io.tokenbroker.secrets.KeysetName;
import io.tokenbroker.secrets.SealedField;
import io.tokenbroker.secrets.Secret;
import io.tokenbroker.secrets.SecretAccess;
import io.tokenbroker.topic.Topic;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;

/** The event that reaches the topology for an input of the lifecycle, sealed as its writers do. */
final class InputEvents {
  private final TokenKey key;
  private final KeysetFolder keysets;
  private final AvroBinary<CallResponse> responses =
      new AvroBinary<>(
          CallMessages.class, CallResponse.getClassSchema(), 3, List.of(CallResponse.class));

  InputEvents(TokenKey key, KeysetFolder keysets) {
    this.key = key;
    this.keysets = keysets;
  }

  /** Where it comes from, and what it is. */
  record Sent(Topic topic, SpecificRecord event) {}

  /** Empty for what is no event: a timer, or bytes that can't be read. */
  Optional<Sent> of(Input input, Instant now) {
    if (input instanceof Input.TimeReached || input instanceof Input.UnreadableResult) {
      return Optional.empty();
    }
    if (input instanceof Input.CallResult result) {
      return Optional.of(new Sent(Topic.PROVIDER_RESULTS, result(result, now)));
    }
    if (input instanceof Input.RefreshRequested requested) {
      return Optional.of(
          new Sent(
              Topic.REFRESH_REQUESTS,
              new RefreshToken(
                  requested.held().generation(),
                  requested.held().sequence(),
                  requested.reason(),
                  requested.requestedBy(),
                  now,
                  requested.correlationId().orElse(null))));
    }
    return authorization(input, now)
        .map(event -> new Sent(Topic.AUTHORIZATIONS, event))
        .or(() -> Optional.of(new Sent(Topic.TOKEN_COMMANDS, command(input, now))));
  }

  private Optional<SpecificRecord> authorization(Input input, Instant now) {
    if (input instanceof Input.AuthorizationStarted started) {
      return Optional.of(
          new AuthorizationStarted(
              started.id(),
              started.connectorRevision(),
              started.startedAt(),
              started.expiresAt(),
              started.redirectUri(),
              started.scopes(),
              inbox(started.codeVerifier(), SealedField.codeVerifier(key, started.id())),
              started.initiatedBy(),
              started
                  .pushedRequest()
                  .map(request -> inbox(request, SealedField.pushedRequest(key, started.id())))
                  .orElse(null)));
    }
    if (input instanceof Input.AuthorizationCodeReceived received) {
      return Optional.of(
          new AuthorizationCodeReceived(
              received.id(),
              inbox(received.code(), SealedField.authorizationCode(key, received.id())),
              now,
              received.attributes(),
              boundBy(received.boundBy()),
              received.boundBy()
                      instanceof io.tokenbroker.broker.lifecycle.BoundBy.ConfirmationCode code
                  ? code.hash()
                  : null));
    }
    return input instanceof Input.AuthorizationRejected rejected
        ? Optional.of(
            new AuthorizationRejected(
                rejected.id(), rejected.error(), rejected.description().orElse(null), now))
        : Optional.empty();
  }

  private static BoundBy boundBy(io.tokenbroker.broker.lifecycle.BoundBy by) {
    return by instanceof io.tokenbroker.broker.lifecycle.BoundBy.Nothing
        ? BoundBy.NOTHING
        : by instanceof io.tokenbroker.broker.lifecycle.BoundBy.Login
            ? BoundBy.LOGIN
            : BoundBy.CONFIRMATION_CODE;
  }

  private SpecificRecord command(Input input, Instant now) {
    if (input instanceof Input.ConfirmationReceived confirmation) {
      return new ConfirmAuthorization(
          confirmation.correlationId(),
          confirmation.id(),
          inbox(confirmation.code(), SealedField.confirmationCode(key, confirmation.id())),
          confirmation.requestedBy(),
          confirmation.requestedAt());
    }
    if (input instanceof Input.RevokeRequested revoke) {
      return new RevokeToken(
          revoke.correlationId(),
          revoke.reason(),
          revoke.erase(),
          revoke.requestedBy(),
          revoke.requestedAt());
    }
    if (input instanceof Input.ImportRequested imported) {
      return imported(imported);
    }
    if (input instanceof Input.TokenRequested requested) {
      return new ObtainToken(
          requested.id(),
          requested.connectorRevision(),
          requested.scopes(),
          requested.requestedBy(),
          requested.requestedAt(),
          requested
              .subject()
              .map(subject -> inbox(subject.token(), SealedField.subjectToken(key, requested.id())))
              .orElse(null),
          requested.subject().flatMap(Input.SubjectToken::type).orElse(null),
          false);
    }
    if (input instanceof Input.MigrateRequested migrate) {
      return new MigrateGrant(
          migrate.correlationId(),
          migrate.connectorRevision(),
          migrate.fromOrigin(),
          migrate.toOrigin(),
          migrate.requestedBy(),
          now);
    }
    if (input instanceof Input.DeviceRequested requested) {
      return new ObtainToken(
          requested.id(),
          requested.connectorRevision(),
          requested.scopes(),
          requested.requestedBy(),
          requested.requestedAt(),
          null,
          null,
          true);
    }
    if (input instanceof Input.DescribeRequested describe) {
      return new DescribeGrant(describe.correlationId(), describe.requestedBy(), now);
    }
    throw new IllegalArgumentException("no event for " + input.getClass().getSimpleName());
  }

  private SpecificRecord imported(Input.ImportRequested imported) {
    String id = imported.id();
    return new ImportToken(
        id,
        imported.connectorRevision(),
        imported
            .accessToken()
            .map(token -> inbox(token, SealedField.importedAccessToken(key, id)))
            .orElse(null),
        imported
            .refreshToken()
            .map(token -> inbox(token, SealedField.importedRefreshToken(key, id)))
            .orElse(null),
        imported.expiresAt().orElse(null),
        imported.scopes(),
        imported.refreshTokenExpiresAt().orElse(null),
        imported.subject().orElse(null),
        imported.replace(),
        imported.requestedBy(),
        imported.requestedAt());
  }

  private SpecificRecord result(Input.CallResult result, Instant now) {
    if (result instanceof Input.CallSucceeded success) {
      return new CallSucceeded(
          success.attemptId(), "owner", success.sentAt(), now, sealed(success));
    }
    if (result instanceof Input.RequestPushed pushed) {
      return new CallSucceeded(
          pushed.attemptId(),
          "owner",
          pushed.sentAt(),
          now,
          sealed(pushed.attemptId(), plain(pushed)));
    }
    if (result instanceof Input.DeviceAuthorized device) {
      return new CallSucceeded(
          device.attemptId(),
          "owner",
          device.sentAt(),
          now,
          sealed(device.attemptId(), plain(device)));
    }
    if (result instanceof Input.CallFailed failure) {
      return new CallFailed(
          failure.attemptId(),
          "owner",
          now,
          now,
          ErrorClass.valueOf(failure.failureClass().name()),
          failure.error(),
          failure.description().orElse(null),
          400,
          failure.retryAfter().map(Duration::toMillis).orElse(null));
    }
    if (result instanceof Input.CallNotSent notSent) {
      return new CallNotSent(
          notSent.attemptId(),
          notSent.reason(),
          notSent.retryAfter().map(Duration::toMillis).orElse(null),
          now);
    }
    Input.CallUnknown unknown = (Input.CallUnknown) result;
    return new CallUnknown(unknown.attemptId(), "owner", unknown.sentAt(), now, unknown.reason());
  }

  private ByteBuffer sealed(Input.CallSucceeded success) {
    CallResponse plain =
        success
            .response()
            .map(InputEvents::plain)
            .orElseGet(() -> CallResponse.newBuilder().setAttributes(Map.of()).build());
    return sealed(success.attemptId(), plain);
  }

  private ByteBuffer sealed(String attemptId, CallResponse plain) {
    return keysets
        .sealer(KeysetName.BROKER)
        .seal(responses.encode(plain), SealedField.providerResponse(key, attemptId));
  }

  private static CallResponse plain(Input.RequestPushed pushed) {
    return CallResponse.newBuilder()
        .setAttributes(Map.of())
        .setRequestUri(pushed.requestUri())
        .setLifetimeMillis(pushed.lifetime().toMillis())
        .build();
  }

  private static CallResponse plain(Input.DeviceAuthorized device) {
    return CallResponse.newBuilder()
        .setAttributes(Map.of())
        .setDeviceCode(device.deviceCode().reveal(SecretAccess.get()))
        .setUserCode(device.userCode())
        .setVerificationUri(device.verificationUri())
        .setVerificationUriComplete(device.verificationUriComplete().orElse(null))
        .setLifetimeMillis(device.lifetime().toMillis())
        .setIntervalMillis(device.interval().toMillis())
        .build();
  }

  private static CallResponse plain(TokenResponse response) {
    return CallResponse.newBuilder()
        .setAccessToken(response.accessToken().reveal(SecretAccess.get()))
        .setTokenType(response.tokenType())
        .setLifetimeMillis(response.lifetime().map(Duration::toMillis).orElse(null))
        .setRefreshToken(
            response.refreshToken().map(token -> token.reveal(SecretAccess.get())).orElse(null))
        .setScopes(response.scopes().orElse(null))
        .setSubject(response.subject().orElse(null))
        .setAttributes(response.attributes())
        .setProofKey(response.proofKey().map(key -> key.reveal(SecretAccess.get())).orElse(null))
        .setRefreshTokenLifetimeMillis(
            response.refreshTokenLifetime().map(Duration::toMillis).orElse(null))
        .build();
  }

  private ByteBuffer inbox(Secret secret, AssociatedData bound) {
    return keysets.brokerInboxSealer().seal(secret, bound);
  }
}
