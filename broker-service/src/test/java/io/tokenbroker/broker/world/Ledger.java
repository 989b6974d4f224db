// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.world;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenbroker.broker.lifecycle.Authorization;
import io.tokenbroker.broker.lifecycle.Credential;
import io.tokenbroker.broker.lifecycle.Decision;
import io.tokenbroker.broker.lifecycle.Effect;
import io.tokenbroker.broker.lifecycle.Grant;
import io.tokenbroker.broker.lifecycle.HeldBackInvariants;
import io.tokenbroker.broker.lifecycle.Input;
import io.tokenbroker.broker.lifecycle.Outcome;
import io.tokenbroker.broker.lifecycle.Revocation;
import io.tokenbroker.broker.lifecycle.Tokens;
import io.tokenbroker.key.TokenVersion;
import io.tokenbroker.secrets.Secret;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Keeps account of what was committed, and of what must hold of it. */
final class Ledger {
  /** After this nobody can know of a call any more. */
  private static final Duration LOST_AFTER = Duration.ofDays(8);

  private final SimulatedProvider provider;
  private final Map<String, World.Requested> open = new HashMap<>();
  private final Map<String, Set<String>> outcomes = new HashMap<>();

  /** Refresh tokens that replies brought, by the generation that they belong to. */
  private final Map<Secret, Long> delivered = new HashMap<>();

  private final HeldBackInvariants heldBack = new HeldBackInvariants();

  /** Refresh tokens of authorizations that were not confirmed, which are to be revoked. */
  private final Set<Secret> unconfirmed = new HashSet<>();

  private final Map<String, Secret> sent = new HashMap<>();
  private final Set<Secret> spent = new HashSet<>();
  private TokenVersion published = TokenVersion.NONE;
  private boolean lost;
  private boolean importedAgain;
  private boolean spentIsSent;

  /** Refresh tokens that came instead of others, whatever generation asked for them. */
  private final Set<Secret> brought = new LinkedHashSet<>();

  Ledger(SimulatedProvider provider) {
    this.provider = provider;
  }

  void somethingWasLost() {
    lost = true;
  }

  /** Whoever imports a used token means to use it again, though never beside another use. */
  void importedAgain() {
    importedAgain = true;
  }

  void committed(Optional<Grant> before, Input input, Decision decision, Instant now) {
    open.values().removeIf(requested -> !requested.at().plus(LOST_AFTER).isAfter(now));
    if (input instanceof Input.CallResult result) {
      Optional.ofNullable(sent.get(result.attemptId()))
          .filter(token -> showsThatItIsSpent(result))
          .ifPresent(spent::add);
      open.remove(result.attemptId());
    }
    for (Effect effect : decision.effects()) {
      if (effect instanceof Effect.CallProvider call) {
        called(call, now);
        revokesNothingThatIsInForce(call, decision);
      } else if (effect instanceof Effect.Publish event) {
        published(before, event, decision.effects());
      } else if (effect instanceof Effect.AnswerAuthorization answer) {
        answered(answer);
      }
    }
    heldBack.after(before, input, decision);
    unconfirmed(before, input, decision);
    noGoodRefreshTokenIsDropped(input, decision);
    assertThat(provider.codeReplays()).as("exchanges of a code that was used").isZero();
    if (!lost && !importedAgain) {
      assertThat(provider.reuses()).as("refresh tokens sent twice").isZero();
    }
    if (!lost) {
      assertThat(provider.deviceReplays()).as("device codes sent after their use").isZero();
    }
  }

  void everyAuthorizationHasEndedOnce(Set<String> started) {
    for (String id : started) {
      assertThat(outcomes.getOrDefault(id, Set.of())).as("outcomes of " + id).hasSize(1);
    }
  }

  void nothingIsLeftOfWhatWasNotConfirmed() {
    assertThat(unconfirmed.stream().filter(provider::isGood))
        .as("good refresh tokens of what was not confirmed")
        .isEmpty();
  }

  /** Those that can't be revoked without harm were said to be left. */
  private void unconfirmed(Optional<Grant> before, Input input, Decision decision) {
    boolean isConfirmed = audits(decision, "authorization_confirmed");
    Set<String> still =
        decision.next().map(Grant::authorizations).orElse(List.of()).stream()
            .filter(Authorization.HeldBack.class::isInstance)
            .map(Authorization::id)
            .collect(Collectors.toSet());
    for (Authorization one : before.map(Grant::authorizations).orElse(List.of())) {
      if (one instanceof Authorization.HeldBack was && !still.contains(was.id())) {
        List<Secret> tokens = refreshTokens(was.tokens());
        if (isConfirmed
            && input instanceof Input.ConfirmationReceived confirmation
            && confirmation.id().equals(was.id())) {
          long generation = decision.next().orElseThrow().version().generation();
          tokens.forEach(token -> delivered.put(token, generation));
        } else {
          unconfirmed.addAll(tokens);
        }
      }
    }
    if (audits(decision, "not_revoked_at_provider") || audits(decision, "revocation_given_up")) {
      Set<Secret> planned =
          decision.next().map(Grant::revocations).orElse(List.of()).stream()
              .map(Revocation::token)
              .collect(Collectors.toSet());
      unconfirmed.retainAll(planned);
    }
  }

  private static boolean audits(Decision decision, String action) {
    return decision.effects().stream()
        .anyMatch(effect -> effect instanceof Effect.Audit audit && audit.action().equals(action));
  }

  private boolean showsThatItIsSpent(Input.CallResult result) {
    return provider.rotates()
        && result instanceof Input.CallSucceeded success
        && success.response().flatMap(response -> response.refreshToken()).isPresent();
  }

  private void called(Effect.CallProvider call, Instant now) {
    if (call.call() instanceof Effect.Refresh refresh) {
      assertThat((importedAgain && isImport(call)) || !spent.contains(refresh.refreshToken()))
          .as("%s sends a refresh token that a reply has shown to be spent", call.attemptId())
          .isTrue();
      spentIsSent |= spent.contains(refresh.refreshToken());
      sent.put(call.attemptId(), refresh.refreshToken());
      assertThat(open.values())
          .as("calls in flight when %s is made", call.attemptId())
          .noneMatch(
              other ->
                  other.call().call() instanceof Effect.Refresh inFlight
                      && inFlight.refreshToken().equals(refresh.refreshToken()));
    }
    open.put(call.attemptId(), new World.Requested(call, now));
  }

  /**
   * Neither the grant in force nor anything that came of the same authorization. Whoever imports
   * what a reply has shown to be spent brings in what nobody can know to be of the same kin.
   */
  private void revokesNothingThatIsInForce(Effect.CallProvider call, Decision decision) {
    if (call.call() instanceof Effect.Revoke revoke
        && !spentIsSent
        && decision.next().orElseThrow().credential() instanceof Credential.Active active) {
      assertThat(refreshTokens(active.current()))
          .as("refresh tokens in force when %s revokes %s", call.attemptId(), revoke.token())
          .noneMatch(token -> provider.endsWith(token, revoke.token()));
    }
  }

  private static boolean isImport(Effect.CallProvider call) {
    return call.attemptId().startsWith("issue-");
  }

  private void published(Optional<Grant> before, Effect.Publish event, List<Effect> effects) {
    assertThat(event.version()).as("published version").isGreaterThanOrEqualTo(published);
    published = event.version();
    boolean wasRevoked =
        before.filter(grant -> grant.credential() instanceof Credential.Revoked).isPresent();
    if (wasRevoked && !(event instanceof Effect.PublishRevoked)) {
      assertThat(effects)
          .as("what brings a revoked grant back")
          .anyMatch(
              effect ->
                  effect instanceof Effect.Audit audit && audit.action().equals("token_issued"));
    }
  }

  private void answered(Effect.AnswerAuthorization answer) {
    String outcome =
        answer.outcome() instanceof Outcome.Failed failure ? failure.reason() : "succeeded";
    if (!outcome.equals("unknown_authorization")) {
      Set<String> all = outcomes.computeIfAbsent(answer.authorizationId(), id -> new HashSet<>());
      all.add(outcome);
      assertThat(all).as("outcomes of " + answer.authorizationId()).hasSize(1);
    }
  }

  /**
   * A refresh token that a reply brought is kept while its grant lives and the provider would take
   * it: until the grant is revoked, or a newer authorization has replaced it.
   */
  private void noGoodRefreshTokenIsDropped(Input input, Decision decision) {
    Optional<Tokens> tokens = decision.next().map(Grant::credential).flatMap(Credential::tokens);
    if (tokens.isEmpty()) {
      delivered.clear();
      return;
    }
    long generation = decision.next().orElseThrow().version().generation();
    delivered.values().removeIf(known -> known != generation);
    if (input instanceof Input.CallSucceeded success
        && decision.effects().stream().anyMatch(Ledger::isTaken)) {
      success
          .response()
          .flatMap(response -> response.refreshToken())
          .ifPresent(token -> delivered.put(token, generation));
    }
    Set<Secret> kept = new HashSet<>(refreshTokens(tokens.get()));
    // What turns up when nobody remembers its call any more can't be kept.
    if (input instanceof Input.CallSucceeded success
        && sent.containsKey(success.attemptId())
        && !audits(decision, "result_ignored")) {
      success.response().flatMap(response -> response.refreshToken()).ifPresent(brought::add);
    }
    for (Secret token : spentIsSent ? Set.<Secret>of() : brought) {
      if (provider.isGood(token) && kept.stream().anyMatch(one -> provider.areKin(one, token))) {
        assertThat(kept)
            .as("refresh tokens of the grant where %s of its kin is good", token)
            .anyMatch(provider::isGood);
      }
    }
    for (Secret token : delivered.keySet()) {
      if (provider.isGood(token)) {
        assertThat(kept).as("refresh tokens that the grant keeps").contains(token);
      }
    }
  }

  /** Whether a success was taken for the grant that lives. */
  private static boolean isTaken(Effect effect) {
    return effect instanceof Effect.Audit audit
        && Set.of("token_refreshed", "token_issued", "late_success_kept").contains(audit.action());
  }

  private static List<Secret> refreshTokens(Tokens tokens) {
    return tokens
        .byRefreshToken()
        .map(
            refreshing -> {
              List<Secret> all = new ArrayList<>(refreshing.alternates());
              all.add(refreshing.refreshToken());
              return all;
            })
        .orElse(List.of());
  }
}
