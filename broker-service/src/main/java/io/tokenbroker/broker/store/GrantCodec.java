// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.store;

import io.tokenbroker.broker.lifecycle.Authorization;
import io.tokenbroker.broker.lifecycle.Authorization.Consumed;
import io.tokenbroker.broker.lifecycle.Authorization.Exchanging;
import io.tokenbroker.broker.lifecycle.Authorization.Pending;
import io.tokenbroker.broker.lifecycle.Authorization.Started;
import io.tokenbroker.broker.lifecycle.CallSlot;
import io.tokenbroker.broker.lifecycle.Credential;
import io.tokenbroker.broker.lifecycle.Credential.Absent;
import io.tokenbroker.broker.lifecycle.Credential.Active;
import io.tokenbroker.broker.lifecycle.Credential.ReauthorizationRequired;
import io.tokenbroker.broker.lifecycle.Credential.Revoked;
import io.tokenbroker.broker.lifecycle.Credential.Trouble;
import io.tokenbroker.broker.lifecycle.Grant;
import io.tokenbroker.broker.lifecycle.Outcome;
import io.tokenbroker.broker.lifecycle.Revocation;
import io.tokenbroker.broker.lifecycle.Tokens;
import io.tokenbroker.broker.store.state.AuthorizationState;
import io.tokenbroker.broker.store.state.CallSlotState;
import io.tokenbroker.broker.store.state.CredentialKind;
import io.tokenbroker.broker.store.state.CredentialState;
import io.tokenbroker.broker.store.state.GrantState;
import io.tokenbroker.broker.store.state.OutcomeState;
import io.tokenbroker.broker.store.state.RevocationState;
import io.tokenbroker.broker.store.state.StartedState;
import io.tokenbroker.broker.store.state.TokensState;
import io.tokenbroker.broker.store.state.TroubleState;
import io.tokenbroker.key.TokenVersion;
import io.tokenbroker.secrets.Secret;
import io.tokenbroker.secrets.SecretAccess;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A grant to bytes and back. The bytes hold its secrets in clear: they go into the sealer and
 * nowhere else. Thread-safe.
 */
public final class GrantCodec {
  private final AvroBinary<GrantState> binary =
      new AvroBinary<>(
          GrantState.getClassSchema(),
          List.of(
              GrantState.class,
              CredentialState.class,
              TokensState.class,
              CallSlotState.class,
              TroubleState.class,
              AuthorizationState.class,
              StartedState.class,
              OutcomeState.class,
              RevocationState.class));

  public byte[] encode(Grant grant) {
    return binary.encode(
        new GrantState(
            grant.lastGeneration(),
            grant.version().generation(),
            grant.version().sequence(),
            state(grant.credential()),
            grant.authorizations().stream().map(GrantCodec::state).toList(),
            grant.revocations().stream().map(GrantCodec::state).toList(),
            grant.unknownAttempts(),
            grant.attempts(),
            grant.republishedAt().orElse(null)));
  }

  public Grant decode(byte[] bytes) {
    GrantState state = binary.decode(bytes);
    return new Grant(
        state.getLastGeneration(),
        new TokenVersion(state.getGeneration(), state.getSequence()),
        credential(state.getCredential()),
        state.getAuthorizations().stream().map(GrantCodec::authorization).toList(),
        state.getRevocations().stream().map(GrantCodec::revocation).toList(),
        state.getUnknownAttempts(),
        state.getAttempts(),
        state.getRepublishedAt());
  }

  private static CredentialState state(Credential credential) {
    CredentialState.Builder state = CredentialState.newBuilder().setKind(CredentialKind.ABSENT);
    if (credential instanceof Active active) {
      state
          .setKind(CredentialKind.ACTIVE)
          .setTokens(state(active.current()))
          .setRefresh(state(active.refresh()))
          .setTrouble(state(active.trouble()));
    } else if (credential instanceof ReauthorizationRequired required) {
      state
          .setKind(CredentialKind.REAUTHORIZATION_REQUIRED)
          .setTokens(state(required.last()))
          .setReason(required.reason())
          .setSince(required.since());
    } else if (credential instanceof Revoked revoked) {
      state
          .setKind(CredentialKind.REVOKED)
          .setReason(revoked.reason())
          .setSince(revoked.at())
          .setEraseAt(revoked.eraseAt())
          .setConnectorRevision(revoked.connectorRevision())
          .setEndpointOrigin(revoked.endpointOrigin());
    }
    return state.build();
  }

  private static Credential credential(CredentialState state) {
    return switch (state.getKind()) {
      case ABSENT -> new Absent();
      case ACTIVE ->
          new Active(
              tokens(state.getTokens().orElseThrow()),
              slot(state.getRefresh().orElseThrow()),
              trouble(state.getTrouble().orElseThrow()));
      case REAUTHORIZATION_REQUIRED ->
          new ReauthorizationRequired(
              tokens(state.getTokens().orElseThrow()),
              state.getReason().orElseThrow(),
              state.getSince().orElseThrow());
      case REVOKED ->
          new Revoked(
              state.getSince().orElseThrow(),
              state.getReason().orElseThrow(),
              state.getEraseAt().orElseThrow(),
              state.getConnectorRevision().orElseThrow(),
              state.getEndpointOrigin().orElseThrow());
    };
  }

  private static TokensState state(Tokens tokens) {
    return new TokensState(
        text(tokens.accessToken()),
        tokens.tokenType(),
        tokens.scopes(),
        tokens.issuedAt(),
        tokens.expiresAt(),
        tokens.refreshToken().map(GrantCodec::text).orElse(null),
        tokens.alternates().stream().map(GrantCodec::text).toList(),
        tokens.subject().orElse(null),
        tokens.attributes(),
        tokens.connectorRevision(),
        tokens.endpointOrigin());
  }

  private static Tokens tokens(TokensState state) {
    return new Tokens(
        Secret.of(state.getAccessToken()),
        state.getTokenType(),
        state.getScopes(),
        state.getIssuedAt(),
        state.getExpiresAt(),
        state.getRefreshToken().map(Secret::of),
        state.getAlternates().stream().map(Secret::of).toList(),
        state.getSubject(),
        state.getAttributes(),
        state.getConnectorRevision(),
        state.getEndpointOrigin());
  }

  private static TroubleState state(Trouble trouble) {
    return new TroubleState(
        trouble.failures(),
        trouble.lastError().orElse(null),
        trouble.lastTry(),
        trouble.replayUntil().orElse(null));
  }

  private static Trouble trouble(TroubleState state) {
    return new Trouble(
        state.getFailures(), state.getLastError(), state.getLastTry(), state.getReplayUntil());
  }

  private static CallSlotState state(CallSlot slot) {
    if (slot instanceof CallSlot.InFlight call) {
      return new CallSlotState(null, call.attemptId(), call.requestedAt(), call.overdueAt());
    }
    return new CallSlotState(slot.nextLook(), null, null, null);
  }

  private static CallSlot slot(CallSlotState state) {
    Optional<String> attemptId = state.getAttemptId();
    return attemptId.isPresent()
        ? new CallSlot.InFlight(
            attemptId.get(),
            state.getRequestedAt().orElseThrow(),
            state.getOverdueAt().orElseThrow())
        : new CallSlot.Scheduled(state.getScheduledAt().orElseThrow());
  }

  private static AuthorizationState state(Authorization authorization) {
    AuthorizationState.Builder state =
        AuthorizationState.newBuilder().setId(authorization.id()).setCancelled(false);
    if (authorization instanceof Pending pending) {
      state.setStarted(state(pending.started()));
    } else if (authorization instanceof Exchanging exchanging) {
      state
          .setStarted(state(exchanging.started()))
          .setCode(text(exchanging.code()))
          .setExchange(state(exchanging.exchange()))
          .setCancelled(exchanging.cancelled());
    } else if (authorization instanceof Consumed consumed) {
      state.setOutcome(state(consumed.outcome()));
    }
    return state.build();
  }

  private static Authorization authorization(AuthorizationState state) {
    if (state.getOutcome().isPresent()) {
      return new Consumed(state.getId(), outcome(state.getOutcome().get()));
    }
    Started started = started(state.getId(), state.getStarted().orElseThrow());
    return state.getCode().isPresent()
        ? new Exchanging(
            started,
            Secret.of(state.getCode().get()),
            slot(state.getExchange().orElseThrow()),
            state.getCancelled())
        : new Pending(started);
  }

  private static StartedState state(Started started) {
    return new StartedState(
        started.generation(),
        started.startedAt(),
        started.expiresAt(),
        started.redirectUri(),
        started.scopes(),
        text(started.codeVerifier()),
        started.connectorRevision(),
        started.initiatedBy(),
        started.endpointOrigin().orElse(null));
  }

  private static Started started(String id, StartedState state) {
    return new Started(
        id,
        state.getGeneration(),
        state.getStartedAt(),
        state.getExpiresAt(),
        state.getRedirectUri(),
        state.getScopes(),
        Secret.of(state.getCodeVerifier()),
        state.getConnectorRevision(),
        state.getInitiatedBy(),
        state.getEndpointOrigin());
  }

  private static OutcomeState state(Outcome outcome) {
    OutcomeState.Builder state =
        OutcomeState.newBuilder()
            .setGeneration(0)
            .setSequence(0)
            .setScopes(List.of())
            .setAttributes(Map.of())
            .setCompletedAt(outcome.completedAt());
    if (outcome instanceof Outcome.Failed failed) {
      state.setFailureReason(failed.reason()).setDescription(failed.description().orElse(null));
    } else if (outcome instanceof Outcome.Succeeded succeeded) {
      state
          .setGeneration(succeeded.version().generation())
          .setSequence(succeeded.version().sequence())
          .setScopes(succeeded.scopes())
          .setExpiresAt(succeeded.expiresAt())
          .setSubject(succeeded.subject().orElse(null))
          .setAttributes(succeeded.attributes());
    }
    return state.build();
  }

  private static Outcome outcome(OutcomeState state) {
    return state.getFailureReason().isPresent()
        ? new Outcome.Failed(
            state.getFailureReason().get(), state.getDescription(), state.getCompletedAt())
        : new Outcome.Succeeded(
            new TokenVersion(state.getGeneration(), state.getSequence()),
            state.getScopes(),
            state.getExpiresAt().orElseThrow(),
            state.getSubject(),
            state.getAttributes(),
            state.getCompletedAt());
  }

  private static RevocationState state(Revocation revocation) {
    return new RevocationState(
        text(revocation.token()),
        revocation.isRefreshToken(),
        revocation.generation(),
        revocation.connectorRevision(),
        revocation.endpointOrigin(),
        state(revocation.call()),
        revocation.awaitedRefresh().orElse(null),
        revocation.failures(),
        revocation.giveUpAt());
  }

  private static Revocation revocation(RevocationState state) {
    return new Revocation(
        Secret.of(state.getToken()),
        state.getIsRefreshToken(),
        state.getGeneration(),
        state.getConnectorRevision(),
        state.getEndpointOrigin(),
        slot(state.getCall()),
        state.getAwaitedRefresh(),
        state.getFailures(),
        state.getGiveUpAt());
  }

  private static String text(Secret secret) {
    return secret.reveal(SecretAccess.get());
  }
}
