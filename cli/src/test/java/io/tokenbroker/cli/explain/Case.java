// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.explain;

import io.tokenbroker.cli.explain.CallTrace.End;
import io.tokenbroker.cli.explain.ConnectorState.Revision;
import io.tokenbroker.event.GrantDescribed;
import io.tokenbroker.key.TokenKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** A grant as tests describe it: healthy, but for what a test says. */
final class Case {
  static final TokenKey KEY = TokenKey.personal("acme", "github", "ann");
  static final Instant NOW = Instant.parse("2030-01-01T12:00:00Z");

  private BrokerAnswer answer = new BrokerAnswer.Silent("no reply within 15 s");
  private Optional<GroupState> topology = Optional.of(group(1, Optional.of("broker-1"), 0));
  private Optional<GroupState> caller = Optional.of(group(1, Optional.of("broker-1"), 0));
  private Optional<ConnectorState> connector = Optional.of(connectorOf(revision(1)));
  private Optional<TokenEvent> event = Optional.empty();
  private final List<AuditLine> audit = new ArrayList<>();
  private final List<CallTrace> calls = new ArrayList<>();
  private final List<Letter> letters = new ArrayList<>();
  private Optional<String> paused = Optional.empty();

  /** Of a grant in a state, whose token works for another hour. */
  static Case in(String state) {
    return in(state, grant -> {});
  }

  static Case in(String state, Consumer<GrantDescribed.Builder> more) {
    Case made = new Case();
    GrantDescribed.Builder grant =
        GrantDescribed.newBuilder()
            .setCorrelationId("c")
            .setTokenKey(KEY.toString())
            .setState(state)
            .setGeneration(1)
            .setSequence(1)
            .setConnectorRevision(1L)
            .setScopes(List.of("repo"))
            .setExpiresAt(NOW.plus(Duration.ofHours(1)))
            .setNextActionAt(NOW.plus(Duration.ofMinutes(50)))
            .setCallInFlight(false)
            .setDescribedAt(NOW);
    more.accept(grant);
    made.answer = new BrokerAnswer.Described(grant.build());
    made.event = Optional.of(event("TokenRefreshed", Optional.of(NOW.plus(Duration.ofHours(1)))));
    return made;
  }

  /** Of a grant that is not there. */
  static Case absent() {
    Case made =
        in(
            "absent",
            grant ->
                grant
                    .setConnectorRevision(null)
                    .setExpiresAt(null)
                    .setScopes(List.of())
                    .setNextActionAt(null));
    made.event = Optional.empty();
    return made;
  }

  /** Of a grant whose broker does not answer. */
  static Case silent() {
    return new Case();
  }

  Case topology(GroupState state) {
    topology = Optional.of(state);
    return this;
  }

  Case caller(GroupState state) {
    caller = Optional.of(state);
    return this;
  }

  Case connector(ConnectorState state) {
    connector = Optional.of(state);
    return this;
  }

  Case event(Optional<TokenEvent> last) {
    event = last;
    return this;
  }

  Case audit(String action, String reason) {
    return audit("broker", action, reason, Map.of());
  }

  Case audit(String actor, String action, String reason, Map<String, String> details) {
    audit.add(
        new AuditLine(
            NOW.minusSeconds(600 - audit.size()),
            action,
            actor,
            Optional.of(reason).filter(text -> !text.isEmpty()),
            Optional.of("auth-1"),
            Optional.of("a-1"),
            details));
    return this;
  }

  /** What happened last of all. */
  Case auditNow(String action, String reason) {
    audit.add(
        new AuditLine(
            NOW,
            action,
            "broker",
            Optional.of(reason),
            Optional.of("auth-1"),
            Optional.of("a-1"),
            Map.of()));
    return this;
  }

  Case call(End end, String code) {
    return call(end, code, Optional.empty());
  }

  Case call(End end, String code, Optional<Integer> httpStatus) {
    calls.add(
        new CallTrace(
            "a-1",
            NOW.minusSeconds(600 - calls.size()),
            end,
            Optional.of(code),
            Optional.empty(),
            httpStatus,
            Optional.empty()));
    return this;
  }

  Case letter(String source, String error) {
    letters.add(new Letter("3:17", NOW.minusSeconds(30), source, error));
    return this;
  }

  Case paused(String words) {
    paused = Optional.of(words);
    return this;
  }

  Evidence evidence() {
    return new Evidence(
        KEY, NOW, answer, topology, caller, connector, event, audit, calls, letters, paused,
        List.of());
  }

  Diagnosis explained() {
    return Explainer.explain(evidence());
  }

  static GroupState group(int members, Optional<String> owner, long lag) {
    return new GroupState(
        "tokenbroker.broker", members == 0 ? "Empty" : "Stable", members, owner, 3, lag);
  }

  static ConnectorState connectorOf(Revision... revisions) {
    return new ConnectorState(List.of(revisions), Optional.empty(), List.of());
  }

  static Revision revision(long number) {
    return revision(number, "https://github.com", "client-1");
  }

  static Revision revision(long number, String origin, String client) {
    return new Revision(
        number,
        origin,
        client,
        "never",
        true,
        List.of("repo"),
        NOW.minus(Duration.ofDays(10 - number)),
        "operator:olga");
  }

  static TokenEvent event(String type, Optional<Instant> expiresAt) {
    return new TokenEvent(NOW.minusSeconds(60), type, "1.1", Optional.empty(), expiresAt);
  }
}
