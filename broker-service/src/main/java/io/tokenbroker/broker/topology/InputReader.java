// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.topology;

import io.tokenbroker.broker.lifecycle.BoundBy;
import io.tokenbroker.broker.lifecycle.Input;
import io.tokenbroker.broker.provider.CallMessages;
import io.tokenbroker.event.AuthorizationCodeReceived;
import io.tokenbroker.event.AuthorizationRejected;
import io.tokenbroker.event.AuthorizationStarted;
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
import io.tokenbroker.key.TokenVersion;
import io.tokenbroker.secrets.Opener;
import io.tokenbroker.secrets.SealedField;
import java.time.Duration;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;

/** What an event means to the lifecycle; opens the secrets that it carries. Thread-safe. */
final class InputReader {
  private final Opener inbox;
  private final CallMessages messages;

  InputReader(Opener inbox, CallMessages messages) {
    this.inbox = inbox;
    this.messages = messages;
  }

  /**
   * Reads an event.
   *
   * @return empty for an event that means nothing to the lifecycle, such as a claim
   * @throws io.tokenbroker.secrets.CannotOpenException if a sealed field does not open
   */
  Optional<Input> read(TokenKey key, SpecificRecord event) {
    FieldBounds.check(event);
    if (event instanceof AuthorizationStarted started) {
      return Optional.of(started(key, started));
    }
    if (event instanceof AuthorizationCodeReceived received) {
      String id = received.getAuthorizationId();
      return Optional.of(
          new Input.AuthorizationCodeReceived(
              id,
              inbox.openSecret(received.getSealedCode(), SealedField.authorizationCode(key, id)),
              received.getCallbackParameters(),
              boundBy(received)));
    }
    if (event instanceof AuthorizationRejected rejected) {
      return Optional.of(
          new Input.AuthorizationRejected(
              rejected.getAuthorizationId(), rejected.getError(), rejected.getErrorDescription()));
    }
    if (event instanceof RefreshToken refresh) {
      return Optional.of(
          new Input.RefreshRequested(
              new TokenVersion(refresh.getGeneration(), refresh.getSequence()),
              refresh.getReason(),
              refresh.getRequestedBy(),
              refresh.getCorrelationId()));
    }
    return command(key, event).or(() -> result(key, event));
  }

  private static BoundBy boundBy(AuthorizationCodeReceived received) {
    return switch (received.getBoundBy()) {
      case NOTHING -> new BoundBy.Nothing();
      case LOGIN -> new BoundBy.Login();
      // Without a hash nothing can confirm it, which the lifecycle refuses.
      case CONFIRMATION_CODE ->
          new BoundBy.ConfirmationCode(received.getConfirmationCodeHash().orElse(""));
    };
  }

  private Input started(TokenKey key, AuthorizationStarted started) {
    return new Input.AuthorizationStarted(
        started.getAuthorizationId(),
        started.getStartedAt(),
        started.getExpiresAt(),
        started.getRedirectUri(),
        started.getScopes(),
        inbox.openSecret(
            started.getSealedCodeVerifier(),
            SealedField.codeVerifier(key, started.getAuthorizationId())),
        started.getConnectorRevision(),
        started.getInitiatedBy(),
        started
            .getSealedPushedRequest()
            .map(
                request ->
                    inbox.openSecret(
                        request, SealedField.pushedRequest(key, started.getAuthorizationId()))));
  }

  private Optional<Input> command(TokenKey key, SpecificRecord event) {
    if (event instanceof RevokeToken revoke) {
      return Optional.of(
          new Input.RevokeRequested(
              revoke.getCorrelationId(),
              revoke.getReason(),
              revoke.getErase(),
              revoke.getRequestedBy(),
              revoke.getRequestedAt()));
    }
    if (event instanceof DescribeGrant describe) {
      return Optional.of(
          new Input.DescribeRequested(describe.getCorrelationId(), describe.getRequestedBy()));
    }
    if (event instanceof ObtainToken command && command.getDeviceAuthorization()) {
      return Optional.of(
          new Input.DeviceRequested(
              command.getCorrelationId(),
              command.getConnectorRevision(),
              command.getScopes(),
              command.getRequestedBy(),
              command.getRequestedAt()));
    }
    if (event instanceof ObtainToken command) {
      return Optional.of(obtained(key, command));
    }
    if (event instanceof ImportToken command) {
      return Optional.of(imported(key, command));
    }
    if (event instanceof MigrateGrant command) {
      return Optional.of(
          new Input.MigrateRequested(
              command.getCorrelationId(),
              command.getConnectorRevision(),
              command.getFromOrigin(),
              command.getToOrigin(),
              command.getRequestedBy()));
    }
    if (event instanceof ConfirmAuthorization command) {
      String id = command.getAuthorizationId();
      return Optional.of(
          new Input.ConfirmationReceived(
              command.getCorrelationId(),
              id,
              inbox.openSecret(
                  command.getSealedConfirmationCode(), SealedField.confirmationCode(key, id)),
              command.getRequestedBy(),
              command.getRequestedAt()));
    }
    return Optional.empty();
  }

  private Input obtained(TokenKey key, ObtainToken command) {
    String id = command.getCorrelationId();
    return new Input.TokenRequested(
        id,
        command.getConnectorRevision(),
        command.getScopes(),
        command
            .getSealedSubjectToken()
            .map(token -> inbox.openSecret(token, SealedField.subjectToken(key, id)))
            .map(token -> new Input.SubjectToken(token, command.getSubjectTokenType())),
        command.getRequestedBy(),
        command.getRequestedAt());
  }

  private Input imported(TokenKey key, ImportToken command) {
    String id = command.getCorrelationId();
    return new Input.ImportRequested(
        id,
        command.getConnectorRevision(),
        command
            .getSealedAccessToken()
            .map(token -> inbox.openSecret(token, SealedField.importedAccessToken(key, id))),
        command
            .getSealedRefreshToken()
            .map(token -> inbox.openSecret(token, SealedField.importedRefreshToken(key, id))),
        command.getExpiresAt(),
        command.getRefreshTokenExpiresAt(),
        command.getScopes(),
        command.getSubject(),
        command.getReplace(),
        command.getRequestedBy(),
        command.getRequestedAt());
  }

  private Optional<Input> result(TokenKey key, SpecificRecord event) {
    if (event instanceof CallSucceeded success) {
      return Optional.of(messages.openResponse(key, success));
    }
    if (event instanceof CallFailed failure) {
      return Optional.of(
          new Input.CallFailed(
              failure.getAttemptId(),
              failureClass(failure.getErrorClass()),
              failure.getError(),
              failure.getErrorDescription(),
              failure.getRetryAfterMillis().map(Duration::ofMillis)));
    }
    if (event instanceof CallNotSent notSent) {
      return Optional.of(
          new Input.CallNotSent(
              notSent.getAttemptId(),
              notSent.getReason(),
              notSent.getRetryAfterMillis().map(Duration::ofMillis)));
    }
    if (event instanceof CallUnknown unknown) {
      return Optional.of(
          new Input.CallUnknown(unknown.getAttemptId(), unknown.getSentAt(), unknown.getReason()));
    }
    return Optional.empty();
  }

  private static Input.FailureClass failureClass(ErrorClass errorClass) {
    return switch (errorClass) {
      case REAUTHORIZE -> Input.FailureClass.REAUTHORIZE;
      case CONFIGURATION -> Input.FailureClass.CONFIGURATION;
      // A class that a newer caller knows: waiting does no harm.
      case TRANSIENT, UNKNOWN -> Input.FailureClass.TRANSIENT;
    };
  }
}
