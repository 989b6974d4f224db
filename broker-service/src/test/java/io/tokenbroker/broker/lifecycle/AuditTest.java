// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.tokenbroker.broker.lifecycle.ConnectorPolicy.RefreshReplay;
import io.tokenbroker.broker.lifecycle.Input.FailureClass;
import io.tokenbroker.key.TokenVersion;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every decision leaves a record: who, what, why, on which version. */
class AuditTest {
  private static final Optional<Duration> HOUR = Optional.of(Duration.ofHours(1));

  @ParameterizedTest(name = "{0}")
  @MethodSource("decisions")
  void aDecisionLeavesItsRecord(String what, UnaryOperator<Story> story, List<String> records) {
    Story told = story.apply(new Story());

    assertThat(told.now(Effect.Audit.class)).extracting(AuditTest::line).isEqualTo(records);
    assertThat(told.now(Effect.Audit.class).toString()).doesNotContain("rt-", "at-", "code-of");
  }

  private static String line(Effect.Audit audit) {
    return audit.action()
        + " by "
        + audit.actor()
        + audit.reason().map(reason -> ": " + reason).orElse("")
        + audit.authorizationId().map(id -> " [" + id + "]").orElse("")
        + audit.attemptId().map(id -> " (" + id.replaceAll("-\\d+-", "-") + ")").orElse("");
  }

  private static Arguments told(String what, UnaryOperator<Story> story, String... records) {
    return arguments(what, story, List.of(records));
  }

  private static Stream<Arguments> decisions() {
    return Stream.of(
            authorizations(),
            pushes(),
            devices(),
            commands(),
            confirmations(),
            refreshes(),
            endings(),
            revocations())
        .flatMap(all -> all);
  }

  private static Stream<Arguments> authorizations() {
    return Stream.of(
        told("start", s -> s.starts("a"), "authorization_started by api-key-1 [a]"),
        told(
            "start again",
            s -> s.starts("a").starts("a"),
            "authorization_start_repeated by api-key-1 [a]"),
        told(
            "callback",
            s -> s.starts("a").comesBack("a"),
            "exchange_started by broker (exchange-1)"),
        told(
            "callback again",
            s -> s.starts("a").comesBack("a").comesBack("a"),
            "callback_repeated by broker [a]"),
        told(
            "callback of nobody",
            s -> s.comesBack("a"),
            "callback_refused by broker: unknown_authorization [a]"),
        told(
            "callback after the outcome",
            s -> s.authorized().comesBack("authorization-1"),
            "authorization_answered_again by broker [authorization-1]"),
        told(
            "issue",
            s -> s.starts("a").comesBack("a").succeeds(s.exchange(), Story.tokens("at-1", "rt-1")),
            "token_issued by api-key-1 [a] (exchange-1)"),
        told(
            "denied",
            s ->
                s.starts("a")
                    .when(new Input.AuthorizationRejected("a", "access_denied", Optional.empty())),
            "authorization_failed by broker: access_denied [a]"),
        told(
            "denied after the code",
            s ->
                s.starts("a")
                    .comesBack("a")
                    .when(new Input.AuthorizationRejected("a", "access_denied", Optional.empty())),
            "callback_repeated by broker: access_denied [a]"),
        told(
            "exchange not sent",
            s -> s.starts("a").comesBack("a").isNotSent(s.exchange(), Optional.empty()),
            "token_request_not_sent by broker: bulkhead_full [a] (exchange-1)"),
        told(
            "exchange unknown",
            s -> s.starts("a").comesBack("a").isLost(s.exchange()),
            "token_request_outcome_unknown by broker [a] (exchange-1)",
            "authorization_failed by broker: outcome_unknown [a]"),
        told(
            "reply of an unknown exchange",
            s -> {
              s.starts("a").comesBack("a").isLost(s.exchange());
              return s.succeeds(s.exchange(), Story.tokens("at-1", "rt-1"));
            },
            "late_success_of_authorization by broker [a] (exchange-1)",
            "revoke_started by broker (revoke-2)"),
        told(
            "abandoned",
            s -> s.starts("a").passes(Duration.ofMinutes(11)),
            "authorization_failed by broker: expired [a]"));
  }

  private static Stream<Arguments> pushes() {
    return Stream.of(
        told(
            "push",
            s -> s.startsPushed("a"),
            "authorization_started by api-key-1 [a]",
            "push_started by broker (push-1)"),
        told(
            "pushed",
            s -> s.startsPushed("a").takesThePush(),
            "request_pushed by broker [a] (push-1)"),
        told(
            "push not sent",
            s -> s.startsPushed("a").isNotSent(s.push(), Optional.empty()),
            "push_failed by broker: bulkhead_full [a] (push-1)"),
        told(
            "push unknown",
            s -> s.startsPushed("a").isLost(s.push()),
            "push_failed by broker: outcome_unknown [a] (push-1)"),
        told(
            "push refused",
            s -> s.startsPushed("a").fails(s.push(), FailureClass.CONFIGURATION, "invalid_client"),
            "push_failed by broker: invalid_client [a] (push-1)",
            "authorization_failed by broker: invalid_client [a]"),
        told(
            "link opened again",
            s -> s.startsPushed("a").takesThePush().startsPushed("a"),
            "authorization_start_repeated by api-key-1 [a]",
            "push_started by broker (push-2)"),
        told(
            "pushed after the end",
            s -> s.startsPushed("a").isRevoked().takesThePush(),
            "result_ignored by broker: no slot waits for the attempt (push-1)"));
  }

  private static Stream<Arguments> devices() {
    Duration interval = Duration.ofSeconds(5);
    return Stream.of(
        told(
            "device",
            s -> s.asksForADevice("d"),
            "authorization_started by ops [d]",
            "device_started by broker (device-1)"),
        told(
            "code",
            s -> s.asksForADevice("d").namesACode(interval),
            "device_code_issued by broker [d] (device-1)"),
        told("poll", s -> s.asksForADevice("d").namesACode(interval).passes(interval)),
        told(
            "nobody has decided",
            s -> {
              s.asksForADevice("d").namesACode(interval).passes(interval);
              return s.fails(s.poll(), FailureClass.TRANSIENT, "authorization_pending");
            }),
        told(
            "poll in trouble",
            s -> {
              s.asksForADevice("d").namesACode(interval).passes(interval);
              return s.fails(s.poll(), FailureClass.TRANSIENT, "http_503");
            },
            "token_request_failed by broker: http_503 [d] (poll-2)"),
        told(
            "poll unknown",
            s -> s.asksForADevice("d").namesACode(interval).passes(interval).isLost(s.poll()),
            "token_request_outcome_unknown by broker [d] (poll-2)"),
        told(
            "device's tokens",
            s -> {
              s.asksForADevice("d").namesACode(interval).passes(interval);
              return s.succeeds(s.poll(), Story.tokens("at-1", "rt-1"));
            },
            "token_issued by ops [d] (poll-2)"));
  }

  private static Stream<Arguments> commands() {
    Optional<String> token = Optional.of("rt-0");
    return Stream.of(
        told(
            "import",
            s -> s.isImported("i", Optional.of("at-0"), token),
            "authorization_started by ops [i]",
            "token_issued by ops [i]"),
        told(
            "import refused",
            s -> s.isImported("i", Optional.empty(), Optional.empty()),
            "authorization_failed by ops: no_token [i]"),
        told(
            "import that calls",
            s -> s.isImported("i", Optional.empty(), token),
            "authorization_started by ops [i]",
            "issue_started by broker (issue-1)"),
        told(
            "import repeated",
            s ->
                s.isImported("i", Optional.empty(), token).isImported("i", Optional.empty(), token),
            "command_repeated by broker [i]"),
        told(
            "import in trouble",
            s ->
                s.isImported("i", Optional.empty(), token)
                    .fails(s.refresh(), FailureClass.TRANSIENT, "http_503"),
            "token_request_failed by broker: http_503 [i] (issue-1)"),
        told(
            "client credentials",
            s -> s.with(new TestPolicy().clientCredentials(true).build()).asksFor("c"),
            "authorization_started by ops [c]",
            "issue_started by broker (issue-1)"),
        told(
            "client credentials refused",
            s -> s.asksFor("c"),
            "authorization_failed by ops: unsupported_grant_type [c]"));
  }

  private static Stream<Arguments> confirmations() {
    return Stream.of(
        told(
            "nothing is known of who came back",
            s -> s.with(confirmed()).starts("a").comesBack("a"),
            "authorization_failed by broker: binding_missing [a]"),
        told(
            "held back",
            s -> s.isHeldBack("a", Story.tokens("at-1", "rt-1")),
            "authorization_held_back by api-key-1 [a] (exchange-1)"),
        told(
            "comes back again",
            s -> s.isHeldBack("a", Story.tokens("at-1", "rt-1")).comesBack("a"),
            "authorization_answered_again by broker [a]"),
        told(
            "confirmed",
            s -> s.isHeldBack("a", Story.tokens("at-1", "rt-1")).isConfirmed("a", "browser"),
            "token_issued by api-key-1 [a] (exchange-1)",
            "authorization_confirmed by api-key-1 [a]"),
        told(
            "confirmed again",
            s ->
                s.isHeldBack("a", Story.tokens("at-1", "rt-1"))
                    .isConfirmed("a", "browser")
                    .isConfirmed("a", "browser"),
            "confirmation_repeated by api-key-1 [a]"),
        told(
            "a wrong code",
            s -> s.isHeldBack("a", Story.tokens("at-1", "rt-1")).isConfirmed("a", "another"),
            "confirmation_refused by api-key-1: confirmation_code_wrong [a]"),
        told(
            "not confirmed",
            s -> s.isHeldBack("a", Story.tokens("at-1", "rt-1")).passes(Duration.ofMinutes(10)),
            "authorization_failed by broker: not_confirmed [a]",
            "revoke_started by broker (revoke-2)"));
  }

  private static ConnectorPolicy confirmed() {
    return new TestPolicy().binding(ConnectorPolicy.Binding.CONFIRM).build();
  }

  private static Stream<Arguments> refreshes() {
    return Stream.of(
        told("refresh", Story::refreshing, "refresh_started by broker (refresh-2)"),
        told(
            "refreshed",
            s -> s.refreshing().succeeds(s.refresh(), Story.tokens("at-2", "rt-2")),
            "token_refreshed by broker (refresh-2)"),
        told(
            "failed",
            s -> s.refreshing().fails(s.refresh(), FailureClass.TRANSIENT, "http_503"),
            "refresh_failed by broker: http_503 (refresh-2)"),
        told(
            "refused",
            s -> s.refreshing().fails(s.refresh(), FailureClass.REAUTHORIZE, "invalid_grant"),
            "refresh_failed by broker: invalid_grant (refresh-2)",
            "reauthorization_required by broker: invalid_grant"),
        told(
            "not sent",
            s -> s.refreshing().isNotSent(s.refresh(), Optional.empty()),
            "refresh_not_sent by broker: bulkhead_full (refresh-2)"),
        told(
            "unknown",
            s -> s.refreshing().isLost(s.refresh()),
            "refresh_outcome_unknown by broker (refresh-2)"),
        told(
            "no replay in time",
            s ->
                s.with(new RefreshReplay.Grace(Duration.ofSeconds(60)))
                    .refreshing()
                    .isLost(s.refresh())
                    .isNotSent(s.refresh(), Optional.of(Duration.ofMinutes(5)))
                    .passes(Duration.ofMinutes(5)),
            "replay_given_up by broker: grace_window_closed"),
        told(
            "late",
            s -> {
              s.with(new RefreshReplay.Never()).refreshing().isLost(s.refresh());
              return s.succeeds(s.refresh(), Story.tokens("at-2", "rt-2"));
            },
            "late_success_kept by broker (refresh-2)"),
        told(
            "overdue",
            s -> s.refreshing().passes(Duration.ofMinutes(13)),
            "call_overdue by broker (refresh-2)"),
        told(
            "a refresh waits for an import of its refresh token",
            s -> {
              Optional<String> refreshToken = Optional.of("rt-old");
              s.isImported("a", Optional.empty(), refreshToken);
              Effect.CallProvider first = s.refresh();
              s.isLost(first).passes(Duration.ofSeconds(5));
              s.fails(s.refresh(), FailureClass.REAUTHORIZE, "invalid_grant");
              s.isImported("b", Optional.empty(), refreshToken);
              TokenResponse sameAgain =
                  Story.response("at-1", Optional.empty(), Optional.of(Story.LIFETIME));
              s.succeeds(first, sameAgain);
              return s.passesUntil(s.refreshAt());
            },
            "refresh_waits by broker: a call with its refresh token is out"),
        told(
            "nobody's result",
            s -> s.when(new Input.CallUnknown("x-1-1", s.now(), "lost")),
            "result_ignored by broker: no slot waits for the attempt (x-1)"),
        told(
            "unreadable result",
            s -> s.authorized().when(new Input.UnreadableResult()),
            "result_unreadable by broker"));
  }

  private static Stream<Arguments> endings() {
    return Stream.of(
        told(
            "announced",
            s ->
                s.authorized("a", Story.response("at-1", Optional.empty(), HOUR))
                    .passes(Duration.ofMinutes(46)),
            "reauthorization_announced by broker: grant_ends"),
        told(
            "ended",
            s -> {
              s.authorized("a", Story.response("at-1", Optional.empty(), HOUR));
              return s.passes(Duration.ofMinutes(46)).passes(Duration.ofMinutes(15));
            },
            "reauthorization_required by broker: no_refresh_token"));
  }

  private static Stream<Arguments> revocations() {
    Duration later = Duration.ofMinutes(1);
    return Stream.of(
        told(
            "revoked",
            s -> s.authorized().passes(later).isRevoked(),
            "grant_revoked by api-key-1: user_request",
            "revoke_started by broker (revoke-2)"),
        told(
            "revoked again",
            s -> s.authorized().passes(later).isRevoked().passes(later).isRevoked(),
            "grant_revoked_again by api-key-1: user_request"),
        told("nothing", Story::isRevoked, "nothing_to_revoke by api-key-1: user_request"),
        told(
            "cancelled",
            s -> s.starts("a").comesBack("a").isRevoked(),
            "authorization_cancelled by api-key-1 [a]",
            "grant_revoked by api-key-1: user_request"),
        told(
            "a code waits for a revocation",
            s -> {
              s.with(new TestPolicy().wholeGrant(true).build()).authorized().passes(later);
              return s.isRevoked().passes(later).starts("b").comesBack("b");
            },
            "token_request_waits by broker: a revocation is at the provider [b]"),
        told(
            "cancelled exchange ends",
            s ->
                s.starts("a")
                    .comesBack("a")
                    .isRevoked()
                    .fails(s.exchange(), FailureClass.REAUTHORIZE, "invalid_grant"),
            "cancelled_authorization_ended by broker [a]"),
        told(
            "at the provider",
            s -> s.authorized().passes(later).isRevoked().succeeds(s.revocation()),
            "revoked_at_provider by broker (revoke-2)"),
        told(
            "waits",
            s ->
                s.authorized()
                    .passes(later)
                    .isRevoked()
                    .fails(s.revocation(), FailureClass.TRANSIENT, "http_503"),
            "revocation_waits by broker (revoke-2)"),
        told(
            "refused",
            s ->
                s.authorized()
                    .passes(later)
                    .isRevoked()
                    .fails(s.revocation(), FailureClass.CONFIGURATION, "unsupported_token_type"),
            "revocation_refused by broker: unsupported_token_type (revoke-2)"),
        told(
            "refresh of a revoked grant ends",
            s -> s.refreshing().isRevoked().fails(s.refresh(), FailureClass.TRANSIENT, "http_503"),
            "refresh_of_revoked_ended by broker (refresh-2)",
            "revoke_started by broker (revoke-3)"),
        told(
            "superseded",
            s ->
                s.with(new TestPolicy().wholeGrant(true).build())
                    .authorized()
                    .authorized("b", Story.tokens("at-b", "rt-b")),
            "not_revoked_at_provider by broker: a newer grant would be revoked",
            "token_issued by api-key-1 [b] (exchange-2)"),
        told(
            "a waiting revocation of what was superseded",
            s -> {
              s.with(new TestPolicy().wholeGrant(true).build()).authorized().passes(later);
              s.isRevoked();
              s.fails(s.revocation(), FailureClass.TRANSIENT, "http_503", Optional.of(later));
              s.passes(Duration.ofSeconds(1)).authorized("b", Story.tokens("at-b", "rt-b"));
              return s.passes(Duration.ofMinutes(3));
            },
            "not_revoked_at_provider by broker: a newer grant would be revoked"),
        told(
            "erased",
            s ->
                s.authorized()
                    .passes(Duration.ofMinutes(30))
                    .isErased()
                    .passes(Duration.ofMinutes(6)),
            "grant_erased by broker"));
  }

  @Test
  void aRunnersRequestSaysWhatWasAnsweredAndWhichVersionWasHeld() {
    Story story = new Story();
    TokenVersion none = new TokenVersion(5, 5);
    assertThat(answer(story.needsNewer(none))).isEqualTo("ignored: this version is not known");
    assertThat(answer(story.needsNewer(TokenVersion.NONE))).isEqualTo("none: there is no grant");

    story.authorized().passes(Duration.ofMinutes(1));
    TokenVersion old = new TokenVersion(1, 1);
    assertThat(answer(story.needsNewer(old))).isEqualTo("the current event is published again");
    assertThat(story.now(Effect.Audit.class).get(0).details()).containsEntry("held", "1.1");
    assertThat(answer(story.needsNewer(old))).contains("a moment ago");

    assertThat(answer(story.needsNewer(story.version()))).startsWith("planned: ");
    assertThat(answer(story.needsNewer(story.version()))).startsWith("joined: ");
    story.fails(story.refresh(), FailureClass.TRANSIENT, "http_503", HOUR);
    assertThat(answer(story.needsNewer(story.version()))).startsWith("waits: ");
  }

  @Test
  void aRequestThatBringsNothingForwardSaysWhatIsPlanned() {
    Story story = new Story().authorized("a", Story.response("at", Optional.of("rt"), seconds(30)));
    story.passes(Duration.ofSeconds(9)).needsNewer(story.version());
    assertThat(answer(story)).isEqualTo("planned: " + story.refreshAt());
    story.needsNewer(story.version());
    assertThat(answer(story)).isEqualTo("planned: " + story.refreshAt());
  }

  @Test
  void aFailedRefreshSaysItsClassAndARevocationWhetherItErases() {
    Story story = new Story().refreshing();
    story.fails(story.refresh(), FailureClass.CONFIGURATION, "invalid_client");
    assertThat(story.now(Effect.Audit.class).get(0).details())
        .containsEntry("class", "CONFIGURATION");

    story.isErased();
    assertThat(story.now(Effect.Audit.class).get(0).details()).containsEntry("erase", "true");
  }

  private static Optional<Duration> seconds(int seconds) {
    return Optional.of(Duration.ofSeconds(seconds));
  }

  private static String answer(Story story) {
    return String.valueOf(story.now(Effect.Audit.class).get(0).details().get("answer"));
  }
}
