// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.lifecycle;

import io.tokenbroker.broker.lifecycle.Authorization.Consumed;
import io.tokenbroker.broker.lifecycle.Authorization.Prepared;
import io.tokenbroker.broker.lifecycle.Authorization.Requesting;
import io.tokenbroker.broker.lifecycle.Authorization.Started;
import io.tokenbroker.broker.lifecycle.Authorization.Unanswered;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The list of a grant's authorizations: how one begins, and that it ends in one outcome, which is
 * answered and remembered.
 */
final class Authorizations {
  /** Longer than a connect link and a flow's cookie live. */
  static final Duration REACHABLE = Duration.ofMinutes(15);

  private static final Duration MAX_PENDING = Duration.ofHours(1);

  /** Clocks may differ by five minutes; after {@link #REACHABLE} an outcome may be forgotten. */
  private static final Duration STALE_AFTER = REACHABLE.minusMinutes(5);

  private Authorizations() {}

  /**
   * Who asked for what, and when.
   *
   * @param id names the authorization
   * @param startedAt when, by the asker's clock
   * @param allowed how long it may take, at most an hour
   * @param subject the account, where the asker knows it
   * @param replaces whether it may take the place of a grant that is active
   */
  record Request(
      String id,
      Instant startedAt,
      Duration allowed,
      List<String> scopes,
      long connectorRevision,
      String initiatedBy,
      Optional<String> subject,
      boolean replaces) {}

  /**
   * Begins an authorization, unless it was begun before the grant was revoked or there are too many
   * on their way: then it is refused.
   */
  static Optional<Started> begin(Transition t, Request request) {
    if (t.grant().credential() instanceof Credential.Revoked revoked
        && !request.startedAt().isAfter(revoked.at())) {
      refuse(t, request.id(), "revoked", request.initiatedBy());
      return Optional.empty();
    }
    if (isStale(t, request.startedAt())) {
      // Its outcome may have been told and forgotten.
      refuse(t, request.id(), "expired", request.initiatedBy());
      return Optional.empty();
    }
    if (!makeRoom(t)) {
      refuse(t, request.id(), "too_many_authorizations", request.initiatedBy());
      return Optional.empty();
    }
    long generation = Math.max(t.grant().lastGeneration() + 1, t.now().toEpochMilli());
    boolean sensible = !request.allowed().isNegative();
    Duration allowed = RefreshTiming.atMost(MAX_PENDING, request.allowed());
    t.become(t.grant().withLastGeneration(generation));
    t.audit(
        AuditEntry.of("authorization_started")
            .by(request.initiatedBy())
            .authorization(request.id())
            .with("generation", generation));
    return Optional.of(
        new Started(
            request.id(),
            generation,
            request.startedAt(),
            // By our own clock: the asker's may differ.
            t.now().plus(sensible ? allowed : MAX_PENDING),
            request.scopes(),
            request.connectorRevision(),
            request.initiatedBy(),
            request.subject(),
            request.replaces(),
            t.policy().endpointOrigin(),
            Map.of(),
            Optional.empty()));
  }

  /** Whether what was asked then waited so long that its answer may be told and forgotten. */
  static boolean isStale(Transition t, Instant askedAt) {
    return askedAt.plus(STALE_AFTER).isBefore(t.now());
  }

  /** Answers an authorization that is not taken, and remembers the answer if there is room. */
  static void refuse(Transition t, String id, String reason, String actor) {
    if (forgetOneOutOfReach(t)) {
      end(t, id, failed(t, reason), actor);
    } else {
      audit(t, id, reason, actor);
      t.effect(new Effect.AnswerAuthorization(id, failed(t, reason)));
    }
  }

  /** Answers the outcome and remembers it. */
  static void end(Transition t, String id, Outcome outcome, String actor) {
    end(t, id, outcome, actor, Optional.empty());
  }

  static void end(
      Transition t, String id, Outcome outcome, String actor, Optional<Unanswered> unanswered) {
    put(t, new Consumed(id, outcome, unanswered));
    t.effect(new Effect.AnswerAuthorization(id, outcome));
    if (outcome instanceof Outcome.Failed failure) {
      audit(t, id, failure.reason(), actor);
    }
  }

  private static void audit(Transition t, String id, String reason, String actor) {
    t.audit(AuditEntry.of("authorization_failed").by(actor).because(reason).authorization(id));
  }

  /** Whoever asks again gets the outcome again. */
  static void answerAgain(Transition t, String id, Outcome outcome) {
    t.effect(new Effect.AnswerAuthorization(id, outcome));
    t.audit(AuditEntry.of("authorization_answered_again").authorization(id));
  }

  static Outcome failed(Transition t, String reason) {
    return new Outcome.Failed(reason, Optional.empty(), t.now());
  }

  static Optional<Authorization> find(Transition t, String id) {
    return t.grant().authorizations().stream()
        .filter(authorization -> authorization.id().equals(id))
        .findFirst();
  }

  static void put(Transition t, Authorization changed) {
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

  static void remove(Transition t, String id) {
    t.become(
        t.grant()
            .withAuthorizations(
                t.grant().authorizations().stream()
                    .filter(authorization -> !authorization.id().equals(id))
                    .toList()));
  }

  /** Forgets outcomes that nobody can ask for any more. */
  static void forgetOutOfReach(Transition t) {
    t.become(
        t.grant()
            .withAuthorizations(
                t.grant().authorizations().stream()
                    .filter(authorization -> !isOutOfReach(authorization, t.now()))
                    .toList()));
  }

  /**
   * Bounds the list: an outcome is forgotten early, or the oldest pending authorization gives way.
   *
   * @return whether there is room for one more; there is none while all are being exchanged
   */
  private static boolean makeRoom(Transition t) {
    if (forgetOneOutOfReach(t)) {
      return true;
    }
    Optional<Authorization> pending =
        t.grant().authorizations().stream().filter(Authorizations::waitsForAPerson).findFirst();
    pending.ifPresent(
        oldest -> {
          end(t, oldest.id(), failed(t, "superseded"), AuditEntry.BROKER);
          remove(t, oldest.id());
        });
    return pending.isPresent();
  }

  /** Whether no token can be on its way to it. */
  private static boolean waitsForAPerson(Authorization authorization) {
    return authorization instanceof Prepared
        || (authorization instanceof Requesting requesting
            && requesting.pollInterval().isPresent()
            && requesting.unanswered().isEmpty());
  }

  /** Whether there is room without taking it from anybody. */
  private static boolean forgetOneOutOfReach(Transition t) {
    List<Authorization> all = t.grant().authorizations();
    Optional<Authorization> consumed =
        all.size() < Grant.MAX_AUTHORIZATIONS
            ? Optional.empty()
            : all.stream().filter(one -> isOutOfReach(one, t.now())).findFirst();
    consumed.ifPresent(oldest -> remove(t, oldest.id()));
    return t.grant().authorizations().size() < Grant.MAX_AUTHORIZATIONS;
  }

  /** Neither its link nor its cookie works any more, so nobody can start or finish it again. */
  private static boolean isOutOfReach(Authorization authorization, Instant now) {
    return authorization instanceof Consumed consumed
        && !consumed.outcome().completedAt().plus(REACHABLE).isAfter(now);
  }
}
