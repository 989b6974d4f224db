// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.topology;

import io.tokenbroker.broker.lifecycle.Effect;
import io.tokenbroker.broker.lifecycle.Outcome;
import io.tokenbroker.broker.lifecycle.Tokens;
import io.tokenbroker.broker.provider.CallMessages;
import io.tokenbroker.event.AuditRecord;
import io.tokenbroker.event.AuthorizationAwaitingConfirmation;
import io.tokenbroker.event.AuthorizationFailed;
import io.tokenbroker.event.AuthorizationRequestPushed;
import io.tokenbroker.event.AuthorizationSucceeded;
import io.tokenbroker.event.CommandRejected;
import io.tokenbroker.event.DeviceAuthorizationStarted;
import io.tokenbroker.event.GrantDescribed;
import io.tokenbroker.event.ReauthorizationRequired;
import io.tokenbroker.event.TokenRefreshed;
import io.tokenbroker.event.TokenRevoked;
import io.tokenbroker.key.TokenKey;
import io.tokenbroker.key.TokenVersion;
import io.tokenbroker.secrets.SealedField;
import io.tokenbroker.secrets.Sealer;
import io.tokenbroker.topic.Topic;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** Which record an effect becomes; seals the secrets that it carries. Thread-safe. */
final class EffectWriter {
  private final Sealer executors;
  private final CallMessages messages;

  EffectWriter(Sealer executors, CallMessages messages) {
    this.executors = executors;
    this.messages = messages;
  }

  /**
   * A record to write.
   *
   * @param topic where
   * @param key its key
   * @param event its value; empty for a tombstone
   * @param interactive whether a person waits for it
   */
  record Output(Topic topic, String key, Optional<SpecificRecord> event, boolean interactive) {}

  Output write(TokenKey key, Effect effect, Instant now) {
    String text = key.toString();
    if (effect instanceof Effect.CallProvider call) {
      return new Output(
          Topic.PROVIDER_REQUESTS,
          text,
          Optional.of(messages.request(key, call, now)),
          somebodyWaitsFor(call.call()));
    }
    if (effect instanceof Effect.Publish publish) {
      return new Output(Topic.TOKEN_EVENTS, text, Optional.of(event(key, publish)), true);
    }
    if (effect instanceof Effect.Retract) {
      return new Output(Topic.TOKEN_EVENTS, text, Optional.empty(), false);
    }
    if (effect instanceof Effect.Audit audit) {
      return new Output(Topic.AUDIT, text, Optional.of(audit(audit, now)), false);
    }
    return reply(text, effect, now);
  }

  private static boolean somebodyWaitsFor(Effect.Call call) {
    return call instanceof Effect.Exchange
        || call instanceof Effect.TokenExchange
        || call instanceof Effect.PushAuthorizationRequest
        || call instanceof Effect.DeviceAuthorization;
  }

  private static Output reply(String key, Effect effect, Instant now) {
    if (effect instanceof Effect.AnswerAuthorization answer) {
      String id = answer.authorizationId();
      return new Output(Topic.REPLIES, id, Optional.of(outcome(key, id, answer.outcome())), true);
    }
    if (effect instanceof Effect.AnswerAwaitingConfirmation answer) {
      return new Output(
          Topic.REPLIES, answer.authorizationId(), Optional.of(awaiting(key, answer, now)), true);
    }
    if (effect instanceof Effect.AnswerPushed answer) {
      String id = answer.authorizationId();
      return new Output(
          Topic.REPLIES,
          id,
          Optional.of(
              new AuthorizationRequestPushed(id, key, answer.requestUri(), answer.expiresAt())),
          true);
    }
    if (effect instanceof Effect.AnswerDevice answer) {
      return new Output(
          Topic.REPLIES,
          answer.authorizationId(),
          Optional.of(
              new DeviceAuthorizationStarted(
                  answer.authorizationId(),
                  key,
                  answer.userCode(),
                  answer.verificationUri(),
                  answer.verificationUriComplete().orElse(null),
                  answer.expiresAt())),
          true);
    }
    if (effect instanceof Effect.AnswerDescription answer) {
      return new Output(
          Topic.REPLIES,
          answer.correlationId(),
          Optional.of(description(key, answer.correlationId(), answer.description(), now)),
          true);
    }
    if (effect instanceof Effect.AnswerRejected answer) {
      return new Output(
          Topic.REPLIES,
          answer.correlationId(),
          Optional.of(
              new CommandRejected(
                  answer.correlationId(), key, answer.reason(), answer.description(), now)),
          true);
    }
    throw new IllegalStateException("an effect without a record: " + effect.getClass().getName());
  }

  private static SpecificRecord awaiting(
      String key, Effect.AnswerAwaitingConfirmation answer, Instant now) {
    return new AuthorizationAwaitingConfirmation(
        answer.authorizationId(),
        key,
        answer.confirmationHash(),
        answer.confirmBy(),
        answer.subject().orElse(null),
        answer.scopes(),
        now);
  }

  private SpecificRecord event(TokenKey key, Effect.Publish publish) {
    TokenVersion version = publish.version();
    if (publish instanceof Effect.PublishToken token) {
      Tokens tokens = token.tokens();
      return new TokenRefreshed(
          version.generation(),
          version.sequence(),
          tokens.connectorRevision(),
          sealedToken(key, version, tokens),
          tokens.tokenType(),
          tokens.scopes(),
          tokens.issuedAt(),
          tokens.expiresAt(),
          tokens.subject().orElse(null),
          tokens.attributes(),
          sealedProofKey(key, version, tokens));
    }
    if (publish instanceof Effect.PublishReauthorizationRequired required) {
      Tokens last = required.last();
      return new ReauthorizationRequired(
          version.generation(),
          version.sequence(),
          last.connectorRevision(),
          required.reason(),
          required.since(),
          required.requiredBy().orElse(null),
          sealedToken(key, version, last),
          last.tokenType(),
          last.scopes(),
          last.expiresAt(),
          last.subject().orElse(null),
          last.attributes(),
          sealedProofKey(key, version, last));
    }
    Effect.PublishRevoked revoked = (Effect.PublishRevoked) publish;
    return new TokenRevoked(
        version.generation(), version.sequence(), revoked.reason(), revoked.at());
  }

  private ByteBuffer sealedToken(TokenKey key, TokenVersion version, Tokens tokens) {
    return executors.seal(tokens.accessToken(), SealedField.publishedAccessToken(key, version));
  }

  private @Nullable ByteBuffer sealedProofKey(TokenKey key, TokenVersion version, Tokens tokens) {
    return tokens
        .proofKey()
        .map(proofKey -> executors.seal(proofKey, SealedField.publishedProofKey(key, version)))
        .orElse(null);
  }

  private static SpecificRecord outcome(String key, String id, Outcome outcome) {
    if (outcome instanceof Outcome.Succeeded success) {
      return new AuthorizationSucceeded(
          id,
          key,
          success.version().generation(),
          success.version().sequence(),
          success.scopes(),
          success.expiresAt(),
          success.subject().orElse(null),
          success.attributes(),
          success.completedAt());
    }
    Outcome.Failed failure = (Outcome.Failed) outcome;
    return new AuthorizationFailed(
        id, key, failure.reason(), failure.description().orElse(null), failure.completedAt());
  }

  private static GrantDescribed description(
      String key, String correlationId, Effect.Description grant, Instant now) {
    return new GrantDescribed(
        correlationId,
        key,
        grant.state(),
        grant.version().generation(),
        grant.version().sequence(),
        grant.connectorRevision().orElse(null),
        grant.scopes(),
        grant.issuedAt().orElse(null),
        grant.expiresAt().orElse(null),
        grant.endsAt().orElse(null),
        grant.nextActionAt().orElse(null),
        grant.callInFlight(),
        grant.reason().orElse(null),
        grant.lastError().orElse(null),
        grant.failingSince().orElse(null),
        grant.subject().orElse(null),
        grant.attributes(),
        now);
  }

  private static AuditRecord audit(Effect.Audit audit, Instant now) {
    return new AuditRecord(
        now,
        audit.action(),
        audit.actor(),
        audit.reason().orElse(null),
        audit.version().generation(),
        audit.version().sequence(),
        audit.authorizationId().orElse(null),
        audit.attemptId().orElse(null),
        audit.details());
  }
}
