// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenbroker.broker.lifecycle.Authorization.HeldBack;
import io.tokenbroker.secrets.Secret;
import io.tokenbroker.secrets.SecretAccess;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What holds of tokens that are held back, in any script and in any world. */
public final class HeldBackInvariants {
  private static final Set<String> NOT_REVOKED =
      Set.of("not_revoked_at_provider", "revocation_given_up");

  /** Every token that was ever held back, and for which authorization. */
  private final Map<Secret, String> heldBack = new HashMap<>();

  private final Set<String> confirmed = new HashSet<>();

  /** Checks a decision. */
  public void after(Optional<Grant> before, Input input, Decision decision) {
    List<Effect.Audit> audits =
        decision.effects().stream()
            .filter(Effect.Audit.class::isInstance)
            .map(Effect.Audit.class::cast)
            .toList();
    audits.stream()
        .filter(audit -> audit.action().equals("authorization_confirmed"))
        .forEach(audit -> confirmed.add(audit.authorizationId().orElseThrow()));
    List<HeldBack> known = heldBack(before);
    List<HeldBack> next = heldBack(decision.next());
    for (HeldBack one : next) {
      tokens(one).forEach(token -> heldBack.put(token, one.id()));
    }
    assertThat(next).hasSizeLessThanOrEqualTo(ConfirmationRules.MAX_HELD_BACK);
    if (audits.stream().anyMatch(audit -> audit.action().equals("authorization_held_back"))) {
      theFormerGrantStaysInForce(before, decision);
    }
    decision.effects().forEach(this::nothingOfItIsUsed);
    known.stream()
        .filter(one -> next.stream().noneMatch(other -> other.id().equals(one.id())))
        .filter(one -> !confirmed.contains(one.id()))
        .forEach(one -> itsTokensAreRevokedOrItIsSaidWhyNot(one, decision, audits));
    if (input instanceof Input.ConfirmationReceived confirmation) {
      confirmsOnlyWhatWaited(known, confirmation, audits);
    }
  }

  private static void theFormerGrantStaysInForce(Optional<Grant> before, Decision decision) {
    assertThat(decision.effects()).noneMatch(Effect.Publish.class::isInstance);
    assertThat(decision.next().map(Grant::version)).isEqualTo(before.map(Grant::version));
  }

  /** Not published, and not refreshed. */
  private void nothingOfItIsUsed(Effect effect) {
    Stream<Secret> used = Stream.of();
    if (effect instanceof Effect.PublishToken token) {
      used = tokens(token.tokens());
    } else if (effect instanceof Effect.PublishReauthorizationRequired required) {
      used = tokens(required.last());
    } else if (effect instanceof Effect.CallProvider call
        && call.call() instanceof Effect.Refresh refresh) {
      used = Stream.of(refresh.refreshToken());
    }
    assertThat(used.map(heldBack::get).filter(id -> id != null && !confirmed.contains(id)))
        .as("unconfirmed authorizations whose tokens %s uses", effect)
        .isEmpty();
  }

  private static void itsTokensAreRevokedOrItIsSaidWhyNot(
      HeldBack dropped, Decision decision, List<Effect.Audit> audits) {
    Set<Secret> tokens = Set.copyOf(tokens(dropped).toList());
    boolean planned =
        decision.next().stream()
            .flatMap(grant -> grant.revocations().stream())
            .anyMatch(revocation -> tokens.contains(revocation.token()));
    assertThat(planned || audits.stream().anyMatch(audit -> NOT_REVOKED.contains(audit.action())))
        .as("the tokens of %s are revoked at the provider", dropped.id())
        .isTrue();
  }

  private static void confirmsOnlyWhatWaited(
      List<HeldBack> known, Input.ConfirmationReceived input, List<Effect.Audit> audits) {
    String hash = Hashes.sha256(input.code().reveal(SecretAccess.get()));
    boolean isRight =
        known.stream()
            .anyMatch(one -> one.id().equals(input.id()) && one.confirmationHash().equals(hash));
    if (audits.stream().anyMatch(audit -> audit.action().equals("authorization_confirmed"))) {
      assertThat(isRight).as("the code of %s is the one that was waited for", input.id()).isTrue();
    }
  }

  private static List<HeldBack> heldBack(Optional<Grant> grant) {
    return grant.stream()
        .flatMap(known -> known.authorizations().stream())
        .filter(HeldBack.class::isInstance)
        .map(HeldBack.class::cast)
        .toList();
  }

  private static Stream<Secret> tokens(HeldBack one) {
    return tokens(one.tokens());
  }

  private static Stream<Secret> tokens(Tokens tokens) {
    return Stream.concat(Stream.of(tokens.accessToken()), tokens.refreshTokens().stream());
  }
}
