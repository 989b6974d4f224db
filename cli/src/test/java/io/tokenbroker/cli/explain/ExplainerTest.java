// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.explain;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenbroker.cli.explain.CallTrace.End;
import io.tokenbroker.cli.explain.Diagnosis.Verdict;
import io.tokenbroker.event.GrantDescribed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExplainerTest {
  private static final Pattern CODE =
      Pattern.compile(
          "(?:Finding\\.of\\(|cause\\(|new Failure\\(|entry\\(\\s*\"[a-z_]+\",)\\s*\"([a-z_]+)\"");

  @Test
  void ofAHealthyGrantThereIsNothingToSayButThatItWorks() {
    Diagnosis diagnosis = Case.in("active").explained();

    assertThat(diagnosis.verdict()).isEqualTo(Verdict.WORKS);
    assertThat(diagnosis.findings()).isEmpty();
    assertThat(diagnosis.state())
        .isEqualTo(
            "The grant acme/github/personal/ann/default works: its token is valid until"
                + " 2030-01-01T13:00:00Z, and the broker looks at it again at"
                + " 2030-01-01T12:50:00Z.");
  }

  @Test
  void aGrantThatNobodyEverAuthorizedIsCalledThat() {
    Diagnosis diagnosis = Case.absent().explained();

    assertThat(diagnosis.verdict()).isEqualTo(Verdict.BROKEN);
    assertThat(first(diagnosis).code()).isEqualTo("never_authorized");
    assertThat(first(diagnosis).remedies()).anyMatch(text -> text.contains("have ann connect"));
  }

  @ParameterizedTest
  @CsvSource({
    "expired,authorization_abandoned",
    "access_denied,authorization_denied",
    "not_confirmed,not_confirmed",
    "binding_missing,binding_missing",
    "account_mismatch,account_mismatch",
    "unknown_connector,unknown_connector",
    "outcome_unknown,exchange_unknown",
    "provider_unavailable,provider_unavailable",
    "invalid_scope,scope_refused",
    "redirect_uri_mismatch,redirect_uri_refused",
    "invalid_grant,code_refused",
    "invalid_client,client_refused",
    "something_new,authorization_failed"
  })
  void anAuthorizationThatFailedIsTheCauseWithItsReason(String reason, String code) {
    Diagnosis diagnosis =
        Case.absent()
            .audit("app", "authorization_started", "", Map.of())
            .audit("authorization_failed", reason)
            .explained();

    assertThat(first(diagnosis).code()).isEqualTo(code);
    assertThat(first(diagnosis).evidence()).anyMatch(fact -> fact.contains(reason));
  }

  @Test
  void theProvidersWordsOnARefusedCodeAreShown() {
    Diagnosis diagnosis =
        Case.absent()
            .audit("token_request_failed", "invalid_client")
            .audit("authorization_failed", "invalid_client")
            .call(End.FAILED_CONFIGURATION, "invalid_client", Optional.of(401))
            .explained();

    assertThat(first(diagnosis).evidence()).anyMatch(fact -> fact.contains("HTTP 401"));
  }

  @Test
  void anAuthorizationThatIsUnderWayIsNoFailure() {
    Diagnosis diagnosis =
        Case.absent().audit("app", "authorization_started", "", Map.of()).explained();

    assertThat(first(diagnosis).code()).isEqualTo("authorization_pending");
  }

  @Test
  void whatWaitsForItsConfirmationIsSaidWithTheTimeUntilWhich() {
    Diagnosis diagnosis =
        Case.absent()
            .audit(
                "app", "authorization_held_back", "", Map.of("confirmBy", "2030-01-01T12:05:00Z"))
            .explained();

    assertThat(first(diagnosis).code()).isEqualTo("awaiting_confirmation");
    assertThat(first(diagnosis).cause()).contains("2030-01-01T12:05:00Z");
    assertThat(first(diagnosis).remedies()).anyMatch(text -> text.contains("auth-1/confirm"));
  }

  @Test
  void aRedirectThatTheGatewayRefusedIsTheCause() {
    Diagnosis diagnosis =
        Case.absent()
            .audit("app", "authorization_started", "", Map.of())
            .audit("gateway", "callback_refused", "iss_mismatch", Map.of())
            .explained();

    assertThat(first(diagnosis).code()).isEqualTo("callback_refused");
    assertThat(first(diagnosis).cause()).contains("iss_mismatch");
  }

  @Test
  void aLaterAuthorizationThatFailedIsARemarkOnAGrantThatWorks() {
    Diagnosis diagnosis =
        Case.in("active").audit("authorization_failed", "account_mismatch").explained();

    assertThat(diagnosis.verdict()).isEqualTo(Verdict.WORKS);
    assertThat(first(diagnosis).code()).isEqualTo("account_mismatch");
    assertThat(first(diagnosis).weight()).isEqualTo(Finding.Weight.REMARK);
  }

  @Test
  void aRefreshTokenThatTheProviderRefusesNeedsItsPersonAndTheTokenIsUsedUp() {
    Diagnosis diagnosis =
        Case.in("reauthorization_required", grant -> grant.setReason("invalid_grant"))
            .audit("reauthorization_required", "invalid_grant")
            .call(End.FAILED_REAUTHORIZE, "invalid_grant", Optional.of(400))
            .explained();

    assertThat(diagnosis.verdict()).isEqualTo(Verdict.WORKS_FOR_NOW);
    assertThat(first(diagnosis).code()).isEqualTo("refresh_token_refused");
    assertThat(first(diagnosis).evidence())
        .anyMatch(fact -> fact.contains("HTTP 400"))
        .anyMatch(fact -> fact.contains("until 2030-01-01T13:00:00Z"));
  }

  @ParameterizedTest
  @CsvSource({
    "refresh_outcome_unknown,refresh_outcome_unknown",
    "no_refresh_token,no_refresh_token",
    "grant_ends,grant_ended"
  })
  void anEndHasItsReason(String reason, String code) {
    Diagnosis diagnosis =
        Case.in(
                "reauthorization_required",
                grant -> grant.setReason(reason).setExpiresAt(Case.NOW.minusSeconds(1)))
            .explained();

    assertThat(diagnosis.verdict()).isEqualTo(Verdict.BROKEN);
    assertThat(first(diagnosis).code()).isEqualTo(code);
  }

  @Test
  void whoDisconnectedItAndWhenIsSaid() {
    Diagnosis diagnosis =
        Case.in("revoked", grant -> grant.setReason("left").setExpiresAt(null))
            .audit("operator:olga", "grant_revoked", "left", Map.of())
            .explained();

    assertThat(first(diagnosis).code()).isEqualTo("disconnected");
    assertThat(diagnosis.state()).contains("by operator:olga at 2030-01-01T11:50:00Z (left)");
  }

  @Test
  void whatWasErasedIsNotCalledNeverAuthorized() {
    Diagnosis diagnosis =
        Case.absent()
            .audit("operator:olga", "grant_revoked", "left", Map.of())
            .audit("grant_erased", "")
            .explained();

    assertThat(first(diagnosis).code()).isEqualTo("erased");
  }

  @ParameterizedTest
  @CsvSource({
    "invalid_client,FAILED_CONFIGURATION,client_refused",
    "invalid_scope,FAILED_CONFIGURATION,configuration_error",
    "http_503,FAILED_TRANSIENT,provider_failing",
    "http_429,FAILED_TRANSIENT,provider_limits",
    "connect_failed,FAILED_TRANSIENT,provider_unreachable",
    "no_reply_in_time,UNKNOWN,outcome_unknown",
    "address_not_allowed,NOT_SENT,address_not_allowed",
    "circuit_open,NOT_SENT,circuit_open",
    "rate_limited_locally,NOT_SENT,held_back",
    "bulkhead_full,NOT_SENT,held_back",
    "refresh_token_in_flight,NOT_SENT,held_back"
  })
  void aRefreshThatFailsIsExplainedByTheLastCall(String error, End end, String code) {
    Diagnosis diagnosis = Case.in("active", failing(error)).call(end, error).explained();

    assertThat(diagnosis.verdict()).isEqualTo(Verdict.WORKS_FOR_NOW);
    assertThat(first(diagnosis).code()).isEqualTo(code);
    assertThat(first(diagnosis).evidence()).anyMatch(fact -> fact.contains(error));
    assertThat(first(diagnosis).remedies())
        .anyMatch(text -> text.contains("tries again by itself at 2030-01-01T12:50:00Z"));
  }

  @Test
  void aCallOfUnknownFateIsNotRepeatedWhereRefreshTokensAreForOneUse() {
    Diagnosis diagnosis =
        Case.in("active", failing("outcome_unknown")).call(End.UNKNOWN, "owner_lost").explained();

    assertThat(first(diagnosis).code()).isEqualTo("outcome_unknown");
    assertThat(first(diagnosis).cause()).contains("refreshReplay: never", "tried once more");
  }

  @Test
  void anExpiredTokenOfAFailingGrantIsBroken() {
    Diagnosis diagnosis =
        Case.in("active", failing("http_503").andThen(ExplainerTest::expired))
            .call(End.FAILED_TRANSIENT, "http_503")
            .explained();

    assertThat(diagnosis.verdict()).isEqualTo(Verdict.BROKEN);
  }

  @Test
  void aConnectorThatIsGoneIsTheFirstCause() {
    Diagnosis diagnosis =
        Case.in("active", failing("connector_unknown_or_origin_changed"))
            .call(End.NOT_SENT, "connector_unknown_or_origin_changed")
            .connector(
                new ConnectorState(
                    List.of(), Optional.of(Case.NOW.minusSeconds(5)), List.of("acme/gitlab")))
            .explained();

    assertThat(first(diagnosis).code()).isEqualTo("connector_missing");
    assertThat(first(diagnosis).remedies()).anyMatch(text -> text.contains("acme/gitlab"));
  }

  @Test
  void aConnectorThatMovedKeepsTheSecretsWhereTheyWere() {
    Diagnosis diagnosis =
        Case.in("active", failing("connect_failed"))
            .call(End.FAILED_TRANSIENT, "connect_failed")
            .connector(
                Case.connectorOf(
                    Case.revision(1), Case.revision(2, "https://new.example", "client-1")))
            .explained();

    assertThat(codes(diagnosis)).containsExactly("provider_unreachable", "connector_moved");
    assertThat(diagnosis.findings().get(1).remedies())
        .anyMatch(text -> text.contains("grants migrate --tenant acme --connector github"));
  }

  @Test
  void anotherClientIsNamedWhereTheGrantGoesOnWithTheOldOne() {
    Diagnosis diagnosis =
        Case.in("active", failing("invalid_client"))
            .call(End.FAILED_CONFIGURATION, "invalid_client")
            .connector(
                Case.connectorOf(
                    Case.revision(1), Case.revision(2, "https://github.com", "client-2")))
            .explained();

    assertThat(codes(diagnosis)).containsExactly("client_refused", "client_changed");
  }

  @Test
  void scopesThatTheGrantLacksAreARemark() {
    Diagnosis diagnosis =
        Case.in("active", grant -> grant.setScopes(List.of("profile"))).explained();

    assertThat(codes(diagnosis)).containsExactly("scopes_missing");
    assertThat(diagnosis.verdict()).isEqualTo(Verdict.WORKS);
  }

  @Test
  void whereNoBrokerRunsThatIsTheCauseAndTheLastEventSaysHowLongRunnersGoOn() {
    Diagnosis diagnosis =
        Case.silent()
            .topology(Case.group(0, Optional.empty(), 5))
            .event(
                Optional.of(
                    Case.event(
                        "TokenRefreshed", Optional.of(Case.NOW.plus(Duration.ofMinutes(1))))))
            .explained();

    assertThat(diagnosis.verdict()).isEqualTo(Verdict.WORKS_FOR_NOW);
    assertThat(first(diagnosis).code()).isEqualTo("broker_down");
    assertThat(first(diagnosis).evidence()).anyMatch(fact -> fact.contains("5 records wait"));
  }

  @Test
  void aPartitionThatNobodyHasIsSaid() {
    assertThat(first(Case.silent().topology(Case.group(2, Optional.empty(), 0)).explained()).code())
        .isEqualTo("partition_without_owner");
  }

  @Test
  void anOwnerThatIsBehindIsSaid() {
    assertThat(first(Case.silent().topology(Case.group(2, Optional.of("b"), 9)).explained()).code())
        .isEqualTo("broker_behind");
  }

  @Test
  void anOwnerThatHasReadTheQuestionAndSaysNothingIsSaid() {
    assertThat(first(Case.silent().topology(Case.group(2, Optional.of("b"), 0)).explained()).code())
        .isEqualTo("broker_silent");
  }

  @Test
  void aBrokerThatMakesNoCallsIsTheCauseWhereOneIsUnderWay() {
    Diagnosis diagnosis =
        Case.in("refreshing", grant -> grant.setCallInFlight(true))
            .caller(Case.group(0, Optional.empty(), 1))
            .explained();

    assertThat(codes(diagnosis)).containsExactly("caller_down");
  }

  @Test
  void callsThatArePausedComeFirst() {
    Diagnosis diagnosis =
        Case.in("active", failing("http_503"))
            .call(End.FAILED_TRANSIENT, "http_503")
            .paused("paused by operator:olga")
            .explained();

    assertThat(codes(diagnosis)).containsExactly("paused", "provider_failing");
  }

  @ParameterizedTest
  @ValueSource(strings = {"revoked", "reauthorization_required"})
  void aPauseDoesNotHideThatTheGrantHasEnded(String state) {
    Diagnosis diagnosis =
        Case.in(state, grant -> grant.setReason("invalid_grant").setExpiresAt(null))
            .paused("paused by operator:olga")
            .explained();

    assertThat(first(diagnosis).code()).isNotEqualTo("paused");
    assertThat(codes(diagnosis)).contains("paused");
  }

  @Test
  void anAccountThatIsPausedAtTheProviderIsNoPauseOfOurs() {
    Diagnosis diagnosis =
        Case.in("active", failing("subscription_paused"))
            .call(End.FAILED_CONFIGURATION, "subscription_paused")
            .explained();

    assertThat(codes(diagnosis)).containsExactly("configuration_error");
  }

  @Test
  void anAuthorizationThatFailedSinceExplainsMoreThanAnOldDeadLetter() {
    Diagnosis diagnosis =
        Case.absent()
            .letter("authorizations", "CannotOpenException: the secret does not open")
            .auditNow("authorization_failed", "access_denied")
            .explained();

    assertThat(codes(diagnosis)).containsExactly("authorization_denied", "unreadable_record");
  }

  @Test
  void anUnreadableRecordOfAGrantThatIsNotThereIsTheCause() {
    Diagnosis diagnosis =
        Case.absent()
            .letter("authorizations", "CannotOpenException: the secret does not open")
            .explained();

    assertThat(codes(diagnosis)).contains("unreadable_record");
    assertThat(first(diagnosis).remedies())
        .anyMatch(text -> text.contains("dead-letters show 3:17"))
        .anyMatch(text -> text.contains("keysets"));
  }

  @Test
  void anEventThatCannotBeReadLeavesRunnersWithoutAToken() {
    Diagnosis diagnosis =
        Case.in("active")
            .event(Optional.of(Case.event("unreadable", Optional.empty())))
            .explained();

    assertThat(diagnosis.verdict()).isEqualTo(Verdict.BROKEN);
    assertThat(codes(diagnosis)).containsExactly("event_unreadable");
  }

  @Test
  void aTokenThatRunnersDoNotSeeIsPublishedAgain() {
    Diagnosis diagnosis = Case.in("active").event(Optional.empty()).explained();

    assertThat(codes(diagnosis)).containsExactly("event_missing");
    assertThat(first(diagnosis).remedies()).anyMatch(text -> text.contains("grants refresh"));
  }

  @Test
  void aTokenThatTheResourceRefusesAgainAndAgainIsNoMatterOfRefreshing() {
    Case grant = Case.in("active");
    for (int i = 0; i < 3; i++) {
      grant.audit("runner-1", "refresh_requested", "rejected_by_resource", Map.of());
    }

    assertThat(codes(grant.explained())).containsExactly("rejected_by_resource");
  }

  @Test
  void everyCodeIsInTheDocs() throws IOException {
    String page = Files.readString(Path.of("..", "docs", "troubleshooting.md"));
    List<String> codes = new ArrayList<>();
    try (Stream<Path> files = Files.list(Path.of("src/main/java/io/tokenbroker/cli/explain"))) {
      for (Path file : files.toList()) {
        CODE.matcher(Files.readString(file)).results().forEach(it -> codes.add(it.group(1)));
      }
    }

    assertThat(codes).hasSizeGreaterThan(40).allMatch(code -> page.contains("`" + code + "`"));
  }

  private static Consumer<GrantDescribed.Builder> failing(String error) {
    return grant ->
        grant.setLastError(error).setFailingSince(Case.NOW.minus(Duration.ofMinutes(10)));
  }

  private static void expired(GrantDescribed.Builder grant) {
    grant.setExpiresAt(Case.NOW.minusSeconds(1));
  }

  private static Finding first(Diagnosis diagnosis) {
    return diagnosis.findings().get(0);
  }

  private static List<String> codes(Diagnosis diagnosis) {
    return diagnosis.findings().stream().map(Finding::code).toList();
  }
}
