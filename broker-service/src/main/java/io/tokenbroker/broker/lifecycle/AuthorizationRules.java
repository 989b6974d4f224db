// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.lifecycle;

import io.tokenbroker.broker.lifecycle.Authorization.Consumed;
import io.tokenbroker.broker.lifecycle.Authorization.Exchanging;
import io.tokenbroker.broker.lifecycle.Authorization.Pending;
import io.tokenbroker.broker.lifecycle.Authorization.Started;
import io.tokenbroker.broker.lifecycle.Input.AuthorizationCodeReceived;
import io.tokenbroker.broker.lifecycle.Input.AuthorizationRejected;
import io.tokenbroker.broker.lifecycle.Input.AuthorizationStarted;
import io.tokenbroker.broker.lifecycle.Input.CallFailed;
import io.tokenbroker.broker.lifecycle.Input.CallNotSent;
import io.tokenbroker.broker.lifecycle.Input.CallResult;
import io.tokenbroker.broker.lifecycle.Input.CallSucceeded;
import io.tokenbroker.key.TokenVersion;
import io.tokenbroker.secrets.Secret;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * From the browser's departure to the grant's first token. A code is exchanged at most once, and
 * every authorization that was started ends in exactly one outcome.
 */
final class AuthorizationRules {
  private static final Duration MAX_PENDING = Duration.ofHours(1);

  /** Longer than a connect link and a flow's cookie live. */
  private static final Duration REACHABLE = Duration.ofMinutes(15);

  private static final Duration EXCHANGE_RETRY = Duration.ofSeconds(1);

  void started(Transition t, AuthorizationStarted input) {
    if (find(t, input.id()).isPresent()) {
      return; // The link was opened again.
    }
    if (t.grant().credential() instanceof Credential.Revoked revoked
        && !input.startedAt().isAfter(revoked.at())) {
      refuse(t, input, "revoked");
      return;
    }
    if (!makeRoom(t)) {
      refuse(t, input, "too_many_authorizations");
      return;
    }
    long generation = Math.max(t.grant().lastGeneration() + 1, t.now().toEpochMilli());
    Duration allowed = Duration.between(input.startedAt(), input.expiresAt());
    if (allowed.isNegative() || allowed.compareTo(MAX_PENDING) > 0) {
      allowed = MAX_PENDING;
    }
    Started started =
        new Started(
            input.id(),
            generation,
            input.startedAt(),
            // By our own clock: the gateway's may differ.
            t.now().plus(allowed),
            input.redirectUri(),
            input.scopes(),
            input.codeVerifier(),
            input.connectorRevision(),
            input.initiatedBy(),
            t.policy().endpointOrigin());
    t.become(t.grant().withLastGeneration(generation));
    put(t, new Pending(started));
    t.audit(
        "authorization_started",
        input.initiatedBy(),
        Optional.empty(),
        Optional.of(input.id()),
        Optional.empty());
  }

  void codeReceived(Transition t, AuthorizationCodeReceived input) {
    Optional<Authorization> found = find(t, input.id());
    if (found.isEmpty()) {
      t.effect(new Effect.AnswerAuthorization(input.id(), failed(t, "unknown_authorization")));
      return;
    }
    Authorization authorization = found.get();
    if (authorization instanceof Consumed consumed) {
      t.effect(new Effect.AnswerAuthorization(input.id(), consumed.outcome()));
    } else if (authorization instanceof Pending pending) {
      exchange(t, pending.started(), input.code());
    } else if (authorization instanceof Exchanging exchanging && exchanging.cancelled()) {
      t.effect(new Effect.AnswerAuthorization(input.id(), failed(t, "revoked")));
    }
    // Exchanging: the outcome of the exchange under way answers this callback too.
  }

  private void exchange(Transition t, Started started, Secret code) {
    Optional<String> origin = started.endpointOrigin().or(t.policy()::endpointOrigin);
    if (isSuperseded(t, started)) {
      end(t, started.id(), failed(t, "superseded"), Transition.BROKER);
    } else if (!t.now().isBefore(started.expiresAt())) {
      end(t, started.id(), failed(t, "expired"), Transition.BROKER);
    } else if (origin.isEmpty()) {
      end(t, started.id(), failed(t, "unknown_connector"), Transition.BROKER);
    } else {
      put(
          t,
          new Exchanging(
              started.pinnedTo(origin.get()), code, new CallSlot.Scheduled(t.now()), false));
    }
  }

  void rejected(Transition t, AuthorizationRejected input) {
    Optional<Authorization> found = find(t, input.id());
    if (found.isPresent() && found.get() instanceof Pending) {
      end(
          t,
          input.id(),
          new Outcome.Failed(input.error(), input.description(), t.now()),
          Transition.BROKER);
    } else if (found.isPresent() && found.get() instanceof Consumed consumed) {
      t.effect(new Effect.AnswerAuthorization(input.id(), consumed.outcome()));
    } else if (found.isEmpty()) {
      t.effect(new Effect.AnswerAuthorization(input.id(), failed(t, "unknown_authorization")));
    }
  }

  /** Takes the result of an exchange; tells whether it was one. */
  boolean ended(Transition t, CallResult result) {
    for (Authorization authorization : t.grant().authorizations()) {
      if (authorization instanceof Exchanging exchanging
          && exchanging.exchange().awaits(result.attemptId())) {
        exchangeEnded(t, exchanging, result);
        return true;
      }
    }
    return false;
  }

  void resultUnreadable(Transition t) {
    for (Authorization authorization : t.grant().authorizations()) {
      if (authorization instanceof Exchanging exchanging
          && exchanging.exchange() instanceof CallSlot.InFlight) {
        unknown(t, exchanging);
      }
    }
  }

  /** A revocation ends whatever was started before it. */
  void cancelAll(Transition t, String actor) {
    for (Authorization authorization : t.grant().authorizations()) {
      if (authorization instanceof Pending) {
        end(t, authorization.id(), failed(t, "revoked"), actor);
      } else if (authorization instanceof Exchanging exchanging && !exchanging.cancelled()) {
        if (exchanging.exchange() instanceof CallSlot.InFlight) {
          put(
              t,
              new Exchanging(exchanging.started(), exchanging.code(), exchanging.exchange(), true));
          t.effect(new Effect.AnswerAuthorization(authorization.id(), failed(t, "revoked")));
        } else {
          end(t, authorization.id(), failed(t, "revoked"), actor);
        }
      }
    }
  }

  void startWhatIsDue(Transition t) {
    for (Authorization authorization : t.grant().authorizations()) {
      if (authorization.nextLook().isAfter(t.now())) {
        continue;
      }
      if (authorization instanceof Consumed) {
        remove(t, authorization.id());
      } else if (authorization instanceof Pending) {
        end(t, authorization.id(), failed(t, "expired"), Transition.BROKER);
      } else if (authorization instanceof Exchanging exchanging) {
        lookAt(t, exchanging);
      }
    }
  }

  private void lookAt(Transition t, Exchanging exchanging) {
    if (exchanging.exchange() instanceof CallSlot.InFlight call) {
      Optional<CallSlot.InFlight> waiting = t.overdue(call);
      if (waiting.isPresent()) {
        put(
            t,
            new Exchanging(
                exchanging.started(), exchanging.code(), waiting.get(), exchanging.cancelled()));
      } else {
        unknown(t, exchanging);
      }
      return;
    }
    Started started = exchanging.started();
    if (!t.now().isBefore(started.expiresAt())) {
      end(t, started.id(), failed(t, "provider_unavailable"), Transition.BROKER);
    } else {
      CallSlot.InFlight call =
          t.call(
              "exchange",
              new Effect.Exchange(exchanging.code(), started.codeVerifier(), started.redirectUri()),
              started.connectorRevision(),
              started.endpointOrigin().orElseThrow(),
              started.expiresAt());
      put(t, new Exchanging(started, exchanging.code(), call, exchanging.cancelled()));
    }
  }

  private void exchangeEnded(Transition t, Exchanging exchanging, CallResult result) {
    if (result instanceof CallSucceeded success && success.response().isPresent()) {
      succeeded(t, exchanging, success.response().get(), success.sentAt(), result.attemptId());
    } else if (result instanceof CallNotSent notSent && !exchanging.cancelled()) {
      // It was never sent, so the code is still good.
      Instant again = t.now().plus(notSent.retryAfter().orElse(EXCHANGE_RETRY));
      if (again.isBefore(exchanging.started().expiresAt())) {
        put(
            t,
            new Exchanging(
                exchanging.started(), exchanging.code(), new CallSlot.Scheduled(again), false));
      } else {
        end(t, exchanging.id(), failed(t, "provider_unavailable"), Transition.BROKER);
      }
    } else if (result instanceof CallFailed failure) {
      conclude(t, exchanging, new Outcome.Failed(failure.error(), failure.description(), t.now()));
    } else {
      unknown(t, exchanging);
    }
  }

  /** A code is never exchanged twice: the outcome stays unknown, and the person tries again. */
  private void unknown(Transition t, Exchanging exchanging) {
    conclude(t, exchanging, failed(t, "outcome_unknown"));
  }

  private void succeeded(
      Transition t,
      Exchanging exchanging,
      TokenResponse response,
      Instant sentAt,
      String attemptId) {
    Started started = exchanging.started();
    Optional<Tokens> previous = t.grant().credential().tokens();
    Tokens issued =
        new Tokens(
            response.accessToken(),
            response.tokenType(),
            response.scopes().orElse(started.scopes()),
            sentAt,
            sentAt.plus(RefreshTiming.lifetime(response, t.policy(), Optional.empty())),
            response.refreshToken(),
            List.of(),
            response.subject(),
            response.attributes(),
            started.connectorRevision(),
            started.endpointOrigin().orElseThrow());
    Optional<String> refusal = refusal(t, exchanging, previous, issued);
    if (refusal.isPresent()) {
      RevocationRules.add(t, issued, started.generation(), Optional.empty());
      conclude(t, exchanging, failed(t, refusal.get()));
      return;
    }
    TokenVersion version = new TokenVersion(started.generation(), 1);
    t.publish(
        version,
        new Credential.Active(issued, RefreshRules.planned(t, issued), Credential.Trouble.NONE));
    RevocationRules.newGenerationExists(t);
    t.audit(
        "token_issued",
        started.initiatedBy(),
        Optional.empty(),
        Optional.of(started.id()),
        Optional.of(attemptId));
    conclude(
        t,
        exchanging,
        new Outcome.Succeeded(
            version,
            issued.scopes(),
            issued.expiresAt(),
            issued.subject(),
            issued.attributes(),
            t.now()));
  }

  private static Optional<String> refusal(
      Transition t, Exchanging exchanging, Optional<Tokens> previous, Tokens issued) {
    if (exchanging.cancelled()) {
      return Optional.of("revoked");
    }
    if (isSuperseded(t, exchanging.started())) {
      return Optional.of("superseded");
    }
    Optional<String> known = previous.flatMap(Tokens::subject);
    return known.isPresent() && issued.subject().isPresent() && !known.equals(issued.subject())
        ? Optional.of("account_mismatch")
        : Optional.empty();
  }

  /** Of two authorizations the later started wins, whichever is answered first. */
  private static boolean isSuperseded(Transition t, Started started) {
    return started.generation() <= t.grant().version().generation();
  }

  /** Remembers the outcome; a cancelled authorization was answered when it was cancelled. */
  private void conclude(Transition t, Exchanging exchanging, Outcome outcome) {
    if (exchanging.cancelled()) {
      put(t, new Consumed(exchanging.id(), failed(t, "revoked")));
    } else {
      end(t, exchanging.id(), outcome, Transition.BROKER);
    }
  }

  private void end(Transition t, String id, Outcome outcome, String actor) {
    put(t, new Consumed(id, outcome));
    t.effect(new Effect.AnswerAuthorization(id, outcome));
    if (outcome instanceof Outcome.Failed failure) {
      t.audit(
          "authorization_failed",
          actor,
          Optional.of(failure.reason()),
          Optional.of(id),
          Optional.empty());
    }
  }

  /** Answers an authorization that is not taken, and remembers the answer if there is room. */
  private void refuse(Transition t, AuthorizationStarted input, String reason) {
    if (makeRoom(t)) {
      end(t, input.id(), failed(t, reason), input.initiatedBy());
    } else {
      t.effect(new Effect.AnswerAuthorization(input.id(), failed(t, reason)));
    }
  }

  /**
   * Bounds the list: an outcome is forgotten early, or the oldest pending authorization gives way.
   *
   * @return whether there is room for one more; there is none while all are being exchanged
   */
  private boolean makeRoom(Transition t) {
    List<Authorization> all = t.grant().authorizations();
    if (all.size() < Grant.MAX_AUTHORIZATIONS) {
      return true;
    }
    Optional<Authorization> consumed =
        all.stream().filter(one -> isOutOfReach(one, t.now())).findFirst();
    Optional<Authorization> pending = all.stream().filter(Pending.class::isInstance).findFirst();
    pending
        .filter(oldest -> consumed.isEmpty())
        .ifPresent(oldest -> end(t, oldest.id(), failed(t, "superseded"), Transition.BROKER));
    consumed.or(() -> pending).ifPresent(oldest -> remove(t, oldest.id()));
    return consumed.or(() -> pending).isPresent();
  }

  /** Neither its link nor its cookie works any more, so nobody can start or finish it again. */
  private static boolean isOutOfReach(Authorization authorization, Instant now) {
    return authorization instanceof Consumed consumed
        && !consumed.outcome().completedAt().plus(REACHABLE).isAfter(now);
  }

  private static Optional<Authorization> find(Transition t, String id) {
    return t.grant().authorizations().stream()
        .filter(authorization -> authorization.id().equals(id))
        .findFirst();
  }

  private static void put(Transition t, Authorization changed) {
    List<Authorization> next = new ArrayList<>();
    boolean replaced = false;
    for (Authorization authorization : t.grant().authorizations()) {
      boolean same = authorization.id().equals(changed.id());
      next.add(same ? changed : authorization);
      replaced |= same;
    }
    if (!replaced) {
      next.add(changed);
    }
    t.become(t.grant().withAuthorizations(next));
  }

  private static void remove(Transition t, String id) {
    t.become(
        t.grant()
            .withAuthorizations(
                t.grant().authorizations().stream()
                    .filter(authorization -> !authorization.id().equals(id))
                    .toList()));
  }

  private static Outcome failed(Transition t, String reason) {
    return new Outcome.Failed(reason, Optional.empty(), t.now());
  }
}
