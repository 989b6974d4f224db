// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenbroker.secrets.Secret;
import io.tokenbroker.secrets.SecretAccess;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What holds of every decision, checked against a small model of what was decided before. */
final class Invariants {
  private static final Duration LOST_AFTER = Duration.ofDays(8);

  /** A revocation is sent within ten minutes or never, and answered within one or never. */
  private static final Duration ENDED_BY_ITSELF_AFTER = Duration.ofMinutes(12);

  private final Map<String, Open> openRefreshes = new HashMap<>();
  private final Map<String, String> openExchanges = new HashMap<>();
  private final Map<String, Secret> openPolls = new HashMap<>();
  private final Map<Secret, String> originOf = new HashMap<>();
  private final Map<String, Set<String>> outcomes = new LinkedHashMap<>();
  private final Set<String> migrations = new HashSet<>();
  private final HeldBackInvariants heldBack = new HeldBackInvariants();
  private Optional<Effect.Publish> published = Optional.empty();

  /** A decision, made twice. */
  record Step(
      Optional<Grant> before,
      Input input,
      ConnectorPolicy policy,
      Instant now,
      Decision decision,
      Decision again) {}

  private record Open(long generation, Secret token, Instant since) {}

  void after(Step step) {
    assertThat(step.again()).as("a decision that is made again").isEqualTo(step.decision());
    close(step);
    everyDecisionIsAudited(step);
    if (step.decision().effects().stream().anyMatch(Invariants::isMigration)) {
      migrated(step);
    }
    step.decision().effects().forEach(effect -> effect(step, effect));
    heldBack.after(step.before(), step.input(), step.decision());
    aRefusedConfirmationChangesNothing(step);
    noCodeConfirmsWhereALoginIsDemanded(step);
    step.decision().next().ifPresent(next -> state(step, next));
    assertThat(step.decision().effects() + " " + step.decision().next())
        .doesNotContain(ScriptRun.MARK);
  }

  /**
   * Answering a question and forgetting an outcome that is an hour old are no decisions, nor is one
   * more look whether a person has decided.
   */
  private static void everyDecisionIsAudited(Step step) {
    boolean acts =
        step.decision().effects().stream()
            .anyMatch(effect -> !(effect instanceof Effect.AnswerDescription || isPoll(effect)));
    boolean changes =
        !withoutOutcomes(step.before()).equals(withoutOutcomes(step.decision().next()));
    if (acts || changes) {
      assertThat(step.decision().effects())
          .as("audit of %s", step.input().getClass().getSimpleName())
          .anyMatch(Effect.Audit.class::isInstance);
    }
  }

  private static Optional<Grant> withoutOutcomes(Optional<Grant> grant) {
    return grant
        .map(
            known ->
                known.withAuthorizations(
                    known.authorizations().stream()
                        .filter(one -> !(one instanceof Authorization.Consumed))
                        .map(Invariants::withoutPolls)
                        .toList()))
        .map(known -> known.withAttempts(0))
        .filter(known -> !known.isForgotten());
  }

  private static boolean isPoll(Effect effect) {
    return effect instanceof Effect.CallProvider call && call.call() instanceof Effect.DeviceToken;
  }

  private static Authorization withoutPolls(Authorization one) {
    return one instanceof Authorization.Requesting polling && polling.pollInterval().isPresent()
        ? polling.tryAgain(Instant.EPOCH, Trouble.none()).pollingEvery(Duration.ZERO)
        : one;
  }

  void atTheEnd(Set<String> started) {
    for (String id : started) {
      assertThat(outcomes.getOrDefault(id, Set.of())).as("outcomes of " + id).hasSize(1);
    }
  }

  private void state(Step step, Grant next) {
    next.nextLook().ifPresent(look -> assertThat(look).as("next look").isAfter(step.now()));
    step.before()
        .ifPresent(before -> assertThat(next.version()).isGreaterThanOrEqualTo(before.version()));
    assertThat(next.authorizations()).hasSizeLessThanOrEqualTo(Grant.MAX_AUTHORIZATIONS);
    assertThat(next.revocations()).hasSizeLessThanOrEqualTo(Grant.MAX_REVOCATIONS);
    assertThat(next.unknownAttempts()).hasSizeLessThanOrEqualTo(Grant.MAX_UNKNOWN_ATTEMPTS);
    next.credential()
        .tokens()
        .ifPresent(
            tokens ->
                assertThat(tokens.refreshTokens())
                    .hasSizeLessThanOrEqualTo(Renewal.ByRefreshToken.MAX_ALTERNATES + 1));
    noRefreshTokenIsGivenUpUntried(step, next);
  }

  private static void noRefreshTokenIsGivenUpUntried(Step step, Grant next) {
    if (next.credential() instanceof Credential.ReauthorizationRequired
        && step.before().map(Grant::credential).orElse(next.credential())
            instanceof Credential.Active active) {
      assertThat(active.current().refreshTokens())
          .as("refresh tokens in reserve")
          .hasSizeLessThanOrEqualTo(1);
    }
  }

  /** A call whose result has come is not in flight any more. */
  private void close(Step step) {
    if (step.input() instanceof Input.CallResult result) {
      openRefreshes.remove(result.attemptId());
      openPolls.remove(result.attemptId());
      if (result instanceof Input.CallNotSent) {
        openExchanges.remove(result.attemptId());
      }
    } else if (step.input() instanceof Input.UnreadableResult) {
      openRefreshes.clear();
      openPolls.clear();
    }
    openRefreshes.values().removeIf(open -> !step.now().isBefore(open.since().plus(LOST_AFTER)));
  }

  private void effect(Step step, Effect effect) {
    if (effect instanceof Effect.CallProvider call) {
      called(step, call);
    } else if (effect instanceof Effect.Publish event) {
      published(step, event);
    } else if (effect instanceof Effect.AnswerAuthorization answer) {
      answered(answer);
    }
  }

  private void called(Step step, Effect.CallProvider call) {
    assertThat(call.notAfter()).as("a call's last moment").isAfter(step.now());
    if (call.call() instanceof Effect.TokenRequest && !call.attemptId().startsWith("refresh-")) {
      nothingIsAskedForBesideARevocation(step);
    }
    if (call.call() instanceof Effect.Refresh refresh) {
      // An import is no refresh of the grant that is there: it is a generation of its own.
      long generation = call.attemptId().startsWith("refresh-") ? call.basedOn().generation() : -1;
      assertThat(openRefreshes.values())
          .as("refreshes in flight")
          .noneMatch(open -> open.generation() == generation && generation >= 0)
          .noneMatch(open -> open.token().equals(refresh.refreshToken()));
      openRefreshes.put(call.attemptId(), new Open(generation, refresh.refreshToken(), step.now()));
      staysAtItsOrigin(refresh.refreshToken(), call);
    } else if (call.call() instanceof Effect.ClientCredentials) {
      // Repeatable, and bound to no secret of the grant.
      assertThat(call.endpointOrigin()).isNotEmpty();
    } else if (call.call() instanceof Effect.TokenExchange exchange) {
      goesToOneOrigin(exchange.subjectToken(), call);
    } else if (call.call() instanceof Effect.Revoke revoke) {
      staysAtItsOrigin(revoke.token(), call);
      nothingIsIssuedBesideARevocation(step);
    } else if (call.call() instanceof Effect.DeviceToken poll) {
      assertThat(openPolls.values()).as("polls in flight").doesNotContain(poll.deviceCode());
      openPolls.put(call.attemptId(), poll.deviceCode());
    } else if (call.call() instanceof Effect.Exchange exchange) {
      exchanged(exchange.code(), call);
    }
  }

  private void exchanged(Secret code, Effect.CallProvider call) {
    String text = code.reveal(SecretAccess.get());
    assertThat(openExchanges.values()).as("a code is sent once").doesNotContain(text);
    openExchanges.put(call.attemptId(), text);
    goesToOneOrigin(code, call);
  }

  /** What somebody brought goes where it went first. */
  private void goesToOneOrigin(Secret brought, Effect.CallProvider call) {
    assertThat(originOf.computeIfAbsent(brought, first -> call.endpointOrigin()))
        .as("the origin that a code or subject token is sent to")
        .isEqualTo(call.endpointOrigin());
  }

  private static boolean isMigration(Effect effect) {
    return effect instanceof Effect.Audit audit && audit.action().equals("grant_migrated");
  }

  private void migrated(Step step) {
    Input.MigrateRequested input = (Input.MigrateRequested) step.input();
    Credential before = step.before().orElseThrow().credential();
    assertThat(before.tokens().map(Tokens::endpointOrigin)).contains(input.fromOrigin());
    assertThat(step.policy().endpointOrigin()).contains(input.toOrigin());
    assertThat(before instanceof Credential.Active active && active.attemptInFlight().isPresent())
        .as("a refresh in flight during a migration")
        .isFalse();
    migrations.add(input.fromOrigin() + " " + input.toOrigin());
  }

  /**
   * With a wrong code, or too early or late: nothing is due when it comes. Only a code that waits
   * for a revocation may go out at any look, as the connector may need no such wait any more.
   */
  private static void aRefusedConfirmationChangesNothing(Step step) {
    if (step.input() instanceof Input.ConfirmationReceived
        && step.before().stream()
            .flatMap(grant -> grant.authorizations().stream())
            .noneMatch(Invariants::waitsForRevocation)
        && step.decision().effects().stream().noneMatch(Effect.AnswerDescription.class::isInstance)
        && step.decision().effects().stream()
            .noneMatch(Effect.AnswerAuthorization.class::isInstance)) {
      assertThat(step.decision().next()).isEqualTo(step.before());
    }
  }

  private static boolean waitsForRevocation(Authorization one) {
    return one instanceof Authorization.Requesting requesting
        && requesting.trouble().waitsForRevocation();
  }

  private static void noCodeConfirmsWhereALoginIsDemanded(Step step) {
    if (step.policy().binding() == ConnectorPolicy.Binding.LOGIN) {
      assertThat(step.decision().effects())
          .noneMatch(
              effect ->
                  effect instanceof Effect.Audit audit
                      && audit.action().equals("authorization_confirmed"));
    }
  }

  /** Where one revocation ends all of a person's grants, none goes out beside a request for one. */
  private static void nothingIsIssuedBesideARevocation(Step step) {
    if (step.policy().revocation().wholeGrant()) {
      assertThat(step.decision().next().map(Grant::authorizations).orElse(List.of()))
          .as("what is being issued when a revocation goes out")
          .noneMatch(
              one ->
                  one instanceof Authorization.Requesting requesting
                      && requesting.isCalling()
                      && !requesting.cancelled());
    }
  }

  /** Nor the other way round: what is issued beside a revocation may be gone at once. */
  private static void nothingIsAskedForBesideARevocation(Step step) {
    if (step.policy().revocation().wholeGrant()) {
      assertThat(step.decision().next().map(Grant::revocations).orElse(List.of()))
          .as("what is being revoked when a token is asked for")
          .noneMatch(
              one ->
                  one.call() instanceof CallSlot.InFlight out
                      && step.now().isBefore(out.requestedAt().plus(ENDED_BY_ITSELF_AFTER)));
    }
  }

  /** A token is sent where it was issued, or where its grant was migrated. */
  private void staysAtItsOrigin(Secret token, Effect.CallProvider call) {
    String text = token.reveal(SecretAccess.get());
    String issuedAt = text.substring(text.lastIndexOf('@') + 1);
    assertThat(
            issuedAt.equals(call.endpointOrigin())
                || migrations.contains(issuedAt + " " + call.endpointOrigin()))
        .as("a token of %s is sent to %s", issuedAt, call.endpointOrigin())
        .isTrue();
  }

  /** What a runner gets to see of an event: refresh tokens are not part of it. */
  private static Effect.Publish seen(Effect.Publish event) {
    if (event instanceof Effect.PublishToken token) {
      return new Effect.PublishToken(
          token.version(), token.tokens().withRenewal(new Renewal.None()));
    }
    if (event instanceof Effect.PublishReauthorizationRequired required) {
      return new Effect.PublishReauthorizationRequired(
          required.version(),
          required.last().withRenewal(new Renewal.None()),
          required.reason(),
          required.since(),
          required.requiredBy());
    }
    return event;
  }

  private void published(Step step, Effect.Publish whole) {
    Effect.Publish event = seen(whole);
    Optional<Effect.Publish> last = published;
    if (last.filter(known -> known.version().equals(event.version())).isPresent()) {
      assertThat(event).as("an event of the same version").isEqualTo(last.get());
    } else {
      last.ifPresent(
          known -> assertThat(event.version()).as("version").isGreaterThan(known.version()));
    }
    published = Optional.of(event);
    boolean wasRevoked =
        step.before()
            .filter(before -> before.credential() instanceof Credential.Revoked)
            .isPresent();
    if (wasRevoked && !(event instanceof Effect.PublishRevoked)) {
      assertThat(step.decision().effects())
          .as("what brings a revoked grant back")
          .anyMatch(
              effect ->
                  effect instanceof Effect.Audit audit && audit.action().equals("token_issued"));
    }
  }

  /** Whoever asks after it was forgotten is told that; everybody else is told the same. */
  private void answered(Effect.AnswerAuthorization answer) {
    String outcome =
        answer.outcome() instanceof Outcome.Failed failure
            ? failure.reason()
            : ((Outcome.Succeeded) answer.outcome()).version().toString();
    if (!outcome.equals("unknown_authorization")) {
      Set<String> all = outcomes.computeIfAbsent(answer.authorizationId(), id -> new HashSet<>());
      all.add(outcome);
      assertThat(all).as("outcomes of " + answer.authorizationId()).hasSize(1);
    }
  }
}
