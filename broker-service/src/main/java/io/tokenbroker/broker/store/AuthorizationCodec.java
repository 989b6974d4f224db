// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.store;

import io.tokenbroker.broker.lifecycle.Authorization;
import io.tokenbroker.broker.lifecycle.Authorization.Consumed;
import io.tokenbroker.broker.lifecycle.Authorization.HeldBack;
import io.tokenbroker.broker.lifecycle.Authorization.Pending;
import io.tokenbroker.broker.lifecycle.Authorization.Preparing;
import io.tokenbroker.broker.lifecycle.Authorization.Requesting;
import io.tokenbroker.broker.lifecycle.Authorization.Started;
import io.tokenbroker.broker.lifecycle.Authorization.Unanswered;
import io.tokenbroker.broker.lifecycle.Effect;
import io.tokenbroker.broker.lifecycle.Outcome;
import io.tokenbroker.broker.lifecycle.Preparation;
import io.tokenbroker.broker.lifecycle.Trouble;
import io.tokenbroker.broker.store.state.AuthorizationState;
import io.tokenbroker.broker.store.state.OutcomeState;
import io.tokenbroker.broker.store.state.StartedState;
import io.tokenbroker.key.TokenVersion;
import io.tokenbroker.secrets.Secret;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Authorizations as they stand in a stored grant. */
final class AuthorizationCodec {
  private AuthorizationCodec() {}

  static AuthorizationState state(Authorization authorization) {
    AuthorizationState.Builder state =
        AuthorizationState.newBuilder()
            .setId(authorization.id())
            .setCancelled(false)
            .setPrepared(false)
            .setUnknownAttempts(List.of());
    if (authorization instanceof Pending pending) {
      state.setStarted(
          state(
              pending.started(),
              Optional.of(pending.redirectUri()),
              Optional.of(pending.codeVerifier())));
      pending.preparation().ifPresent(push -> put(state, push));
    } else if (authorization instanceof Preparing preparing) {
      state.setStarted(state(preparing.started(), Optional.empty(), Optional.empty()));
      put(state, preparing.device());
    } else if (authorization instanceof Requesting requesting) {
      put(state, requesting.started(), requesting.request());
      state
          .setExchange(SlotCodec.state(requesting.call()))
          .setTrouble(SlotCodec.state(requesting.trouble()))
          .setUnknownAttempts(requesting.unknownAttempts())
          .setCancelled(requesting.cancelled())
          .setPollIntervalMillis(requesting.pollInterval().map(Duration::toMillis).orElse(null));
    } else if (authorization instanceof HeldBack heldBack) {
      state
          .setStarted(state(heldBack.started(), Optional.empty(), Optional.empty()))
          .setHeldBack(TokensCodec.state(heldBack.tokens()))
          .setConfirmBy(heldBack.confirmBy())
          .setIssuedBy(heldBack.attemptId());
    } else if (authorization instanceof Consumed consumed) {
      state
          .setOutcome(state(consumed.outcome()))
          .setConfirmedWith(consumed.confirmationHash().orElse(null));
      consumed
          .unanswered()
          .ifPresent(
              unanswered -> {
                put(state, unanswered.started(), unanswered.request());
                state.setUnknownAttempts(unanswered.attempts());
              });
    }
    return state.build();
  }

  static Authorization authorization(AuthorizationState state) {
    if (state.getOutcome().isPresent()) {
      return new Consumed(
          state.getId(),
          outcome(state.getOutcome().get()),
          state.getStarted().map(it -> unanswered(state, it)),
          state.getConfirmedWith());
    }
    StartedState startedState = state.getStarted().orElseThrow();
    Started started = started(state.getId(), startedState);
    if (state.getHeldBack().isPresent()) {
      return new HeldBack(
          started,
          TokensCodec.tokens(state.getHeldBack().get()),
          state.getConfirmBy().orElseThrow(),
          state.getIssuedBy().orElseThrow());
    }
    if (state.getDeviceScopes().isPresent()) {
      return new Preparing(started, preparation(state, started).orElseThrow());
    }
    if (state.getExchange().isEmpty()) {
      return new Pending(
          started,
          startedState.getRedirectUri().orElseThrow(),
          Secret.of(startedState.getCodeVerifier().orElseThrow()),
          preparation(state, started));
    }
    return new Requesting(
        started,
        request(state, startedState),
        SlotCodec.slot(state.getExchange().get()),
        trouble(state, started),
        state.getUnknownAttempts(),
        state.getCancelled(),
        state.getPollIntervalMillis().map(Duration::ofMillis));
  }

  private static Trouble trouble(AuthorizationState state, Started started) {
    return state
        .getTrouble()
        .map(trouble -> SlotCodec.trouble(trouble, started.startedAt()))
        .orElse(Trouble.none());
  }

  private static void put(AuthorizationState.Builder state, Preparation preparation) {
    state
        .setPreparation(SlotCodec.state(preparation.call()))
        .setPreparationUntil(preparation.until())
        .setPrepared(preparation.answered())
        .setTrouble(SlotCodec.state(preparation.trouble()));
    if (preparation.request() instanceof Effect.PushAuthorizationRequest push) {
      state.setPushedRequest(SlotCodec.text(push.parameters()));
    } else if (preparation.request() instanceof Effect.DeviceAuthorization device) {
      state.setDeviceScopes(device.scopes());
    }
  }

  private static Optional<Preparation> preparation(AuthorizationState state, Started started) {
    return state
        .getPreparation()
        .map(
            call ->
                new Preparation(
                    prepared(state),
                    SlotCodec.slot(call),
                    state.getPreparationUntil().orElseThrow(),
                    trouble(state, started),
                    state.getPrepared()));
  }

  private static Effect.Call prepared(AuthorizationState state) {
    return state
        .getDeviceScopes()
        .<Effect.Call>map(Effect.DeviceAuthorization::new)
        .orElseGet(
            () ->
                new Effect.PushAuthorizationRequest(
                    Secret.of(state.getPushedRequest().orElseThrow())));
  }

  private static void put(
      AuthorizationState.Builder state, Started started, Effect.TokenRequest request) {
    Optional<String> redirectUri = Optional.empty();
    Optional<Secret> codeVerifier = Optional.empty();
    if (request instanceof Effect.Exchange exchange) {
      state.setCode(SlotCodec.text(exchange.code()));
      redirectUri = Optional.of(exchange.redirectUri());
      codeVerifier = Optional.of(exchange.codeVerifier());
    } else if (request instanceof Effect.Refresh imported) {
      state.setImportedRefreshToken(SlotCodec.text(imported.refreshToken()));
    } else if (request instanceof Effect.ClientCredentials client) {
      state.setClientCredentialsScopes(client.scopes());
    } else if (request instanceof Effect.DeviceToken device) {
      state.setDeviceCode(SlotCodec.text(device.deviceCode()));
    } else if (request instanceof Effect.TokenExchange exchange) {
      state
          .setSubjectToken(SlotCodec.text(exchange.subjectToken()))
          .setSubjectTokenType(exchange.subjectTokenType().orElse(null))
          .setTokenExchangeScopes(exchange.scopes());
    }
    state.setStarted(state(started, redirectUri, codeVerifier));
  }

  private static Unanswered unanswered(AuthorizationState state, StartedState started) {
    return new Unanswered(
        started(state.getId(), started), request(state, started), state.getUnknownAttempts());
  }

  private static Effect.TokenRequest request(AuthorizationState state, StartedState started) {
    if (state.getClientCredentialsScopes().isPresent()) {
      return new Effect.ClientCredentials(state.getClientCredentialsScopes().get());
    }
    if (state.getDeviceCode().isPresent()) {
      return new Effect.DeviceToken(Secret.of(state.getDeviceCode().get()));
    }
    if (state.getSubjectToken().isPresent()) {
      return new Effect.TokenExchange(
          Secret.of(state.getSubjectToken().get()),
          state.getSubjectTokenType(),
          state.getTokenExchangeScopes().orElse(List.of()));
    }
    if (state.getImportedRefreshToken().isPresent()) {
      return new Effect.Refresh(Secret.of(state.getImportedRefreshToken().get()));
    }
    return new Effect.Exchange(
        Secret.of(state.getCode().orElseThrow()),
        Secret.of(started.getCodeVerifier().orElseThrow()),
        started.getRedirectUri().orElseThrow());
  }

  private static StartedState state(
      Started started, Optional<String> redirectUri, Optional<Secret> codeVerifier) {
    return new StartedState(
        started.generation(),
        started.startedAt(),
        started.expiresAt(),
        redirectUri.orElse(null),
        started.scopes(),
        codeVerifier.map(SlotCodec::text).orElse(null),
        started.connectorRevision(),
        started.initiatedBy(),
        started.endpointOrigin().orElse(null),
        started.subject().orElse(null),
        started.replaces(),
        started.attributes(),
        started.confirmationHash().orElse(null));
  }

  private static Started started(String id, StartedState state) {
    return new Started(
        id,
        state.getGeneration(),
        state.getStartedAt(),
        state.getExpiresAt(),
        state.getScopes(),
        state.getConnectorRevision(),
        state.getInitiatedBy(),
        state.getSubject(),
        state.getReplaces(),
        state.getEndpointOrigin(),
        state.getAttributes(),
        state.getConfirmationCodeHash());
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
}
