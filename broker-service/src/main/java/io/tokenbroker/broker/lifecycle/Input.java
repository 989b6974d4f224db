// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.lifecycle;

import io.tokenbroker.key.TokenVersion;
import io.tokenbroker.secrets.Secret;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What can happen to a grant. */
public sealed interface Input {

  /**
   * A browser left for the provider, or waits until its request was pushed.
   *
   * @param pushedRequest the authorization request's parameters as a form, where the broker pushes
   *     them (RFC 9126)
   */
  record AuthorizationStarted(
      String id,
      Instant startedAt,
      Instant expiresAt,
      String redirectUri,
      List<String> scopes,
      Secret codeVerifier,
      long connectorRevision,
      String initiatedBy,
      Optional<Secret> pushedRequest)
      implements Input {
    public AuthorizationStarted {
      scopes = List.copyOf(scopes);
    }

    /** One whose request goes through the browser. */
    public AuthorizationStarted(
        String id,
        Instant startedAt,
        Instant expiresAt,
        String redirectUri,
        List<String> scopes,
        Secret codeVerifier,
        long connectorRevision,
        String initiatedBy) {
      this(
          id,
          startedAt,
          expiresAt,
          redirectUri,
          scopes,
          codeVerifier,
          connectorRevision,
          initiatedBy,
          Optional.empty());
    }
  }

  /**
   * The browser came back with a code.
   *
   * @param attributes parameters of the callback that are kept as public attributes
   * @param boundBy what is known of the person who came back
   */
  record AuthorizationCodeReceived(
      String id, Secret code, Map<String, String> attributes, BoundBy boundBy) implements Input {
    public AuthorizationCodeReceived {
      attributes = Map.copyOf(attributes);
    }

    /** With nothing that is kept, of somebody who is not known. */
    public AuthorizationCodeReceived(String id, Secret code) {
      this(id, code, Map.of(), new BoundBy.Nothing());
    }
  }

  /** The browser came back with an error, or was refused. */
  record AuthorizationRejected(String id, String error, Optional<String> description)
      implements Input {}

  /**
   * The application's back end confirms, in the user's session, that the grant is that user's.
   *
   * @param id the authorization's
   * @param code the one-time code that the browser brought back to the application
   */
  record ConfirmationReceived(
      String correlationId, String id, Secret code, String requestedBy, Instant requestedAt)
      implements Input {}

  /** Somebody holds this version and wants a newer one. */
  record RefreshRequested(
      TokenVersion held, String reason, String requestedBy, Optional<String> correlationId)
      implements Input {}

  /**
   * Somebody wants the grant revoked.
   *
   * @param erase whether it is erased as soon as that is safe
   */
  record RevokeRequested(
      String correlationId, String reason, boolean erase, String requestedBy, Instant requestedAt)
      implements Input {}

  /**
   * Somebody brings a grant in from another system.
   *
   * @param id the command's correlation id
   * @param replace whether a grant that is active already is replaced
   */
  record ImportRequested(
      String id,
      long connectorRevision,
      Optional<Secret> accessToken,
      Optional<Secret> refreshToken,
      Optional<Instant> expiresAt,
      Optional<Instant> refreshTokenExpiresAt,
      List<String> scopes,
      Optional<String> subject,
      boolean replace,
      String requestedBy,
      Instant requestedAt)
      implements Input {
    public ImportRequested {
      scopes = List.copyOf(scopes);
    }
  }

  /**
   * Somebody wants a grant with the client's own credentials (RFC 6749, 4.4), or for another token
   * (RFC 8693).
   *
   * @param id the command's correlation id
   * @param scopes empty: the connector's scopes
   * @param subject what it is exchanged for; empty: the client's own credentials
   */
  record TokenRequested(
      String id,
      long connectorRevision,
      List<String> scopes,
      Optional<SubjectToken> subject,
      String requestedBy,
      Instant requestedAt)
      implements Input {
    public TokenRequested {
      scopes = List.copyOf(scopes);
    }

    /** With the client's own credentials. */
    public TokenRequested(
        String id,
        long connectorRevision,
        List<String> scopes,
        String requestedBy,
        Instant requestedAt) {
      this(id, connectorRevision, scopes, Optional.empty(), requestedBy, requestedAt);
    }
  }

  /**
   * A token to exchange (RFC 8693, 2.1).
   *
   * @param type empty: the connector's
   */
  record SubjectToken(Secret token, Optional<String> type) {}

  /**
   * Somebody wants a grant that a person authorizes at another device (RFC 8628).
   *
   * @param id the command's correlation id
   * @param scopes empty: the connector's scopes
   */
  record DeviceRequested(
      String id,
      long connectorRevision,
      List<String> scopes,
      String requestedBy,
      Instant requestedAt)
      implements Input {
    public DeviceRequested {
      scopes = List.copyOf(scopes);
    }
  }

  /**
   * Somebody wants the grant's secrets to go to another origin from now on.
   *
   * @param connectorRevision the revision to pin
   * @param fromOrigin the origin that the asker takes for pinned
   * @param toOrigin the origin to pin
   */
  record MigrateRequested(
      String correlationId,
      long connectorRevision,
      String fromOrigin,
      String toOrigin,
      String requestedBy)
      implements Input {}

  /** Somebody wants to know about the grant. */
  record DescribeRequested(String correlationId, String requestedBy) implements Input {}

  /** The time of the grant's entry in the due store has come. */
  record TimeReached() implements Input {}

  /** A result that can't be read: dead-lettered, and here so that the grant does not hang. */
  record UnreadableResult() implements Input {}

  /** The end of an attempt: every attempt has exactly one, should the caller be right. */
  sealed interface CallResult extends Input {
    String attemptId();
  }

  /**
   * The provider answered with success.
   *
   * @param sentAt when the call was sent
   * @param response what it answered; for a revocation nothing of it matters
   */
  record CallSucceeded(String attemptId, Instant sentAt, Optional<TokenResponse> response)
      implements CallResult {}

  /** The provider took a pushed authorization request (RFC 9126, 2.2). */
  record RequestPushed(String attemptId, Instant sentAt, String requestUri, Duration lifetime)
      implements CallResult {}

  /**
   * The provider waits for a person at another device (RFC 8628, 3.2).
   *
   * @param interval how long to wait between two token requests
   */
  record DeviceAuthorized(
      String attemptId,
      Instant sentAt,
      Secret deviceCode,
      String userCode,
      String verificationUri,
      Optional<String> verificationUriComplete,
      Duration lifetime,
      Duration interval)
      implements CallResult {}

  /**
   * The provider answered with an error.
   *
   * @param error the provider's code; {@code provider_} goes before one that we use ourselves for
   *     what holds calls up, so that nothing is taken for that which a provider says
   */
  record CallFailed(
      String attemptId,
      FailureClass failureClass,
      String error,
      Optional<String> description,
      Optional<Duration> retryAfter)
      implements CallResult {
    public CallFailed {
      error = Trouble.isOurs(error) ? "provider_" + error : error;
    }
  }

  /** The call was not sent and will not be. */
  record CallNotSent(String attemptId, String reason, Optional<Duration> retryAfter)
      implements CallResult {
    /** The reason where an operator, or a cluster that is not home, holds calls back. */
    public static final String PAUSED = "paused";

    boolean isPaused() {
      return reason.equals(PAUSED);
    }
  }

  /** The call was claimed, and nobody knows whether the provider processed it. */
  record CallUnknown(String attemptId, Instant sentAt, String reason) implements CallResult {}

  /** What can be done about a failure. */
  enum FailureClass {
    /** Try again later. */
    TRANSIENT,
    /** Only a new authorization helps. */
    REAUTHORIZE,
    /** Only an operator helps. */
    CONFIGURATION
  }
}
