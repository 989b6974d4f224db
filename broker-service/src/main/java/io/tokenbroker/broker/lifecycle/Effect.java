// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.lifecycle;

import io.tokenbroker.key.TokenVersion;
import io.tokenbroker.secrets.Secret;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is to be done because of a decision. The due store needs none: see Grant.nextLook. */
public sealed interface Effect {

  /**
   * Call the provider. The parameters are secret; everything else may be seen by operators.
   *
   * @param attemptId names the attempt
   * @param call what is called
   * @param connectorRevision the revision that the grant pins
   * @param endpointOrigin the only origin that may be called
   * @param basedOn the version that the call starts from
   * @param notAfter the call is never started after this
   */
  record CallProvider(
      String attemptId,
      Call call,
      long connectorRevision,
      String endpointOrigin,
      TokenVersion basedOn,
      Instant notAfter)
      implements Effect {}

  /** The call's kind and its secret parameters. */
  sealed interface Call {}

  /** A call of the token endpoint. */
  sealed interface TokenRequest extends Call {}

  /** RFC 6749, 4.1.3 with RFC 7636, 4.5. */
  record Exchange(Secret code, Secret codeVerifier, String redirectUri) implements TokenRequest {}

  /**
   * RFC 6749, 6.
   *
   * @param proofKey the key that the refresh token may be bound to (RFC 9449, 5)
   */
  record Refresh(Secret refreshToken, Optional<Secret> proofKey) implements TokenRequest {
    /** One that is bound to no key. */
    public Refresh(Secret refreshToken) {
      this(refreshToken, Optional.empty());
    }
  }

  /**
   * RFC 6749, 4.4.2.
   *
   * @param scopes what is asked for; empty: the connector's scopes
   */
  record ClientCredentials(List<String> scopes) implements TokenRequest {
    public ClientCredentials {
      scopes = List.copyOf(scopes);
    }
  }

  /**
   * RFC 8693, 2.1.
   *
   * @param subjectTokenType empty: the connector's
   * @param scopes what is asked for; empty: the connector's scopes
   */
  record TokenExchange(Secret subjectToken, Optional<String> subjectTokenType, List<String> scopes)
      implements TokenRequest {
    public TokenExchange {
      scopes = List.copyOf(scopes);
    }
  }

  /** RFC 8628, 3.4. */
  record DeviceToken(Secret deviceCode) implements TokenRequest {}

  /**
   * RFC 8628, 3.1.
   *
   * @param scopes what is asked for; empty: the connector's scopes
   */
  record DeviceAuthorization(List<String> scopes) implements Call {
    public DeviceAuthorization {
      scopes = List.copyOf(scopes);
    }
  }

  /**
   * RFC 9126, 2.1.
   *
   * @param parameters the authorization request's, as a form
   */
  record PushAuthorizationRequest(Secret parameters) implements Call {}

  /** RFC 7009, 2.1. */
  record Revoke(Secret token, boolean isRefreshToken) implements Call {}

  /** Publish the grant's state to the runners. */
  sealed interface Publish extends Effect {
    TokenVersion version();
  }

  record PublishToken(TokenVersion version, Tokens tokens) implements Publish {}

  record PublishRevoked(TokenVersion version, String reason, Instant at) implements Publish {}

  /**
   * A person must authorize again.
   *
   * @param requiredBy the known end, until which the grant is kept fresh as before; empty: nothing
   *     refreshes it any more
   */
  record PublishReauthorizationRequired(
      TokenVersion version, Tokens last, String reason, Instant since, Optional<Instant> requiredBy)
      implements Publish {}

  /** Remove the grant's last event from the runners' topic, by a tombstone. */
  record Retract() implements Effect {}

  /** Answer whoever waits for an authorization. */
  record AnswerAuthorization(String authorizationId, Outcome outcome) implements Effect {}

  /**
   * Tell whoever waits that there are tokens, which are held back until it is confirmed whose they
   * are. No outcome.
   *
   * @param confirmationHash of the code that will confirm it; no secret
   */
  record AnswerAwaitingConfirmation(
      String authorizationId,
      String confirmationHash,
      Instant confirmBy,
      Optional<String> subject,
      List<String> scopes)
      implements Effect {
    public AnswerAwaitingConfirmation {
      scopes = List.copyOf(scopes);
    }
  }

  /** Tell whoever waits that the browser may go to the provider (RFC 9126, 2.2). */
  record AnswerPushed(String authorizationId, String requestUri, Instant expiresAt)
      implements Effect {}

  /** Tell whoever waits where a person is to authorize (RFC 8628, 3.2). */
  record AnswerDevice(
      String authorizationId,
      String userCode,
      String verificationUri,
      Optional<String> verificationUriComplete,
      Instant expiresAt)
      implements Effect {}

  /** Answer a command with the grant's metadata. */
  record AnswerDescription(String correlationId, Description description) implements Effect {}

  /** Answer a command that is not carried out. */
  record AnswerRejected(String correlationId, String reason, String description)
      implements Effect {}

  /** Keep a record of the decision. */
  record Audit(
      String action,
      String actor,
      Optional<String> reason,
      TokenVersion version,
      Optional<String> authorizationId,
      Optional<String> attemptId,
      Map<String, String> details)
      implements Effect {}

  /** The grant's metadata, never a token. */
  record Description(
      String state,
      TokenVersion version,
      Optional<Long> connectorRevision,
      List<String> scopes,
      Optional<Instant> issuedAt,
      Optional<Instant> expiresAt,
      Optional<Instant> endsAt,
      Optional<Instant> nextActionAt,
      boolean callInFlight,
      Optional<String> reason,
      Optional<String> lastError,
      Optional<Instant> failingSince,
      Optional<String> subject,
      Map<String, String> attributes) {}
}
