// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.world;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenbroker.broker.lifecycle.BoundBy;
import io.tokenbroker.broker.lifecycle.ConnectorPolicy;
import io.tokenbroker.broker.lifecycle.ConnectorPolicy.GrantType;
import io.tokenbroker.broker.lifecycle.Credential;
import io.tokenbroker.broker.lifecycle.Decision;
import io.tokenbroker.broker.lifecycle.Effect;
import io.tokenbroker.broker.lifecycle.Grant;
import io.tokenbroker.broker.lifecycle.Hashes;
import io.tokenbroker.broker.lifecycle.Input;
import io.tokenbroker.broker.lifecycle.Input.FailureClass;
import io.tokenbroker.broker.lifecycle.TokenLifecycle;
import io.tokenbroker.broker.world.SimulatedProvider.Reply;
import io.tokenbroker.key.TokenKey;
import io.tokenbroker.key.TokenVersion;
import io.tokenbroker.secrets.Secret;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One grant's whole world. What the broker knows is what was committed: a crash before the commit
 * loses the decision, and the record is delivered again. A call exists once its request is
 * committed, and each ends with a result, be it that nobody knows.
 */
final class World {
  private static final TokenKey KEY = TokenKey.personal("acme", "github", "ada");
  private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");
  private static final int MAX_LOOKS = 20_000;
  private static final List<String> ORIGINS =
      List.of("https://provider.example:443", "https://moved.example:443");

  /** As many as a grant remembers: what happens to more is another test's matter. */
  private static final int MAX_AUTHORIZATIONS = 15;

  /** How long a request is kept in its topic. */
  private static final Duration KEPT_IN_TOPIC = Duration.ofDays(7);

  /** How long a script lasts: no record waits until its topic forgets it. */
  private static final Duration LONGEST_SCRIPT = Duration.ofDays(6);

  /** As long as a link can be opened again. */
  private static final Duration REDELIVERED_WITHIN = Duration.ofMinutes(10);

  private final TokenLifecycle lifecycle = new TokenLifecycle();
  private final SimulatedProvider provider;
  private final Ledger ledger;

  private final List<Deque<Input>> topics =
      List.of(new ArrayDeque<>(), new ArrayDeque<>(), new ArrayDeque<>(), new ArrayDeque<>());
  private final Deque<Input> authorizations = topics.get(0);
  private final Deque<Input> commands = topics.get(1);
  private final Deque<Input> requests = topics.get(2);
  private final Deque<Input> results = topics.get(3);
  private final List<Handled> handled = new ArrayList<>();
  private final List<Requested> calls = new ArrayList<>();
  private final List<Input> lateReplies = new ArrayList<>();
  private final Set<String> started = new HashSet<>();
  private final List<Input.AuthorizationStarted> links = new ArrayList<>();

  /** Authorizations whose confirmation is or was waited for. */
  private final List<String> toConfirm = new ArrayList<>();

  /** Browsers that come back as soon as they could leave. */
  private final Set<String> comingBack = new HashSet<>();

  /** A call that was requested, and when. */
  record Requested(Effect.CallProvider call, Instant at) {}

  /** A record that was handled, and when. */
  private record Handled(Input input, Instant at) {}

  private Optional<Grant> committed = Optional.empty();
  private Optional<Secret> imported = Optional.empty();
  private Instant now = START;
  private ConnectorPolicy policy;
  private long revision = 3;
  private int decisions;

  World(ConnectorPolicy policy, SimulatedProvider provider) {
    this.policy = policy;
    this.provider = provider;
    this.ledger = new Ledger(provider);
  }

  void take(WorldStep step) {
    if (now.isAfter(START.plus(LONGEST_SCRIPT))
        && (step instanceof WorldStep.Pass || step instanceof WorldStep.Down)) {
      return;
    }
    boolean hasRoom = started.size() < MAX_AUTHORIZATIONS;
    if (step instanceof WorldStep.Authorize authorize) {
      if (hasRoom) {
        authorize(authorize.comesBack());
      }
    } else if (step instanceof WorldStep.AuthorizeToConfirm authorize) {
      if (hasRoom) {
        authorizeToConfirm(authorize.openedTwice());
      }
    } else if (step instanceof WorldStep.Confirm confirm) {
      confirm(confirm.which(), confirm.isRight());
    } else if (step instanceof WorldStep.AuthorizePushed authorize) {
      if (hasRoom) {
        authorizePushed(authorize.comesBack());
      }
    } else if (step instanceof WorldStep.OpenAgain again) {
      if (!links.isEmpty()) {
        openAgain(links.get(again.which() % links.size()));
      }
    } else if (step instanceof WorldStep.AuthorizeDevice authorize) {
      if (hasRoom) {
        authorizeDevice(authorize.agrees());
      }
    } else if (step instanceof WorldStep.ExchangeToken) {
      if (hasRoom) {
        exchangeToken();
      }
    } else if (step instanceof WorldStep.Migrate migrate) {
      migrate(migrate.moves());
    } else if (step instanceof WorldStep.Import wanted) {
      if (hasRoom) {
        imports(wanted.replace(), wanted.again());
      }
    } else if (step instanceof WorldStep.Revoke) {
      commands.add(new Input.RevokeRequested("c", "user_request", false, "ops", now));
    } else if (step instanceof WorldStep.RunnerAsks asks) {
      runnerAsks(asks.holdsAnOldVersion());
    } else if (step instanceof WorldStep.Handle handle) {
      handle(topics.get(handle.topic() % topics.size()), handle.crashes());
    } else if (step instanceof WorldStep.Redeliver redeliver) {
      redeliver(redeliver.topic());
    } else if (step instanceof WorldStep.Call call) {
      call(call.which(), call.fate());
    } else if (step instanceof WorldStep.LateReply late) {
      lateReply(late.which());
    } else if (step instanceof WorldStep.Pass pass) {
      pass(pass.duration(), pass.crashes());
    } else if (step instanceof WorldStep.Down down) {
      now = now.plus(down.duration());
    }
  }

  /**
   * From here on everything works: whatever is on its way arrives, every call is answered, and time
   * goes by. Then there is a fresh token, or a stated reason why not, and every authorization has
   * ended once.
   */
  void comesToRest() {
    Instant end = now.plus(Duration.ofDays(4));
    drain();
    while (!lateReplies.isEmpty()) {
      lateReply(0);
      drain();
    }
    while (now.isBefore(end)) {
      Instant next =
          committed.flatMap(Grant::nextLook).filter(look -> look.isBefore(end)).orElse(end);
      pass(Duration.between(now, next.isAfter(now) ? next : now.plusSeconds(1)), false);
      drain();
    }
    ledger.everyAuthorizationHasEndedOnce(started);
    ledger.nothingIsLeftOfWhatWasNotConfirmed();
    if (committed.map(Grant::credential).orElse(new Credential.Absent())
        instanceof Credential.Active active) {
      assertThat(active.current().expiresAt())
          .as("expiry of the token of a grant at rest: %s", committed)
          .isAfter(now);
    }
  }

  int decisions() {
    return decisions;
  }

  SimulatedProvider provider() {
    return provider;
  }

  String status() {
    return committed.map(Grant::status).orElse("nothing");
  }

  private void drain() {
    for (int i = 0; i < MAX_LOOKS; i++) {
      Optional<Deque<Input>> next = topics.stream().filter(topic -> !topic.isEmpty()).findFirst();
      if (next.isPresent()) {
        handle(next.get(), false);
      } else if (!calls.isEmpty()) {
        call(0, WorldStep.Fate.ANSWERED);
      } else {
        return;
      }
    }
    throw new AssertionError("the world does not come to rest: " + committed);
  }

  private void authorize(boolean comesBack) {
    String id = "authorization-" + started.size();
    started.add(id);
    authorizations.add(
        new Input.AuthorizationStarted(
            id,
            now,
            now.plus(Duration.ofMinutes(10)),
            "https://gateway.example/callback",
            List.of("repo"),
            Secret.of("verifier-" + id),
            3,
            "api-key"));
    if (comesBack) {
      authorizations.add(new Input.AuthorizationCodeReceived(id, Secret.of("code-" + id)));
    }
  }

  /** A link that was opened in two browsers brings two callbacks; the first one counts. */
  private void authorizeToConfirm(boolean openedTwice) {
    authorize(false);
    String id = "authorization-" + (started.size() - 1);
    authorizations.add(codeToConfirm(id, "first"));
    if (openedTwice) {
      authorizations.add(codeToConfirm(id, "second"));
    }
  }

  private static Input codeToConfirm(String id, String browser) {
    return new Input.AuthorizationCodeReceived(
        id,
        Secret.of("code-" + id),
        Map.of(),
        new BoundBy.ConfirmationCode(Hashes.sha256(browser + "-of-" + id)));
  }

  /** The application hears of it from the browser, so it can't be before it waits. */
  private void confirm(int which, boolean isRight) {
    if (!toConfirm.isEmpty()) {
      String id = toConfirm.get(which % toConfirm.size());
      commands.add(
          new Input.ConfirmationReceived(
              "c", id, Secret.of((isRight ? "first" : "second") + "-of-" + id), "api-key", now));
    }
  }

  private void authorizePushed(boolean comesBack) {
    String id = "authorization-" + started.size();
    started.add(id);
    Input.AuthorizationStarted link =
        new Input.AuthorizationStarted(
            id,
            now,
            now.plus(Duration.ofMinutes(10)),
            "https://gateway.example/callback",
            List.of("repo"),
            Secret.of("verifier-" + id),
            3,
            "api-key",
            Optional.of(Secret.of("request-" + id)));
    links.add(link);
    authorizations.add(link);
    if (comesBack) {
      comingBack.add(id);
    }
  }

  /** A link can be opened as long as it lives, and whoever opens it waits for no broker. */
  private void openAgain(Input.AuthorizationStarted link) {
    if (now.isBefore(link.expiresAt()) && !authorizations.contains(link)) {
      decide(link, false);
    }
  }

  private void authorizeDevice(boolean agrees) {
    String id = "device-" + started.size();
    started.add(id);
    provider.nextPersonAgrees(agrees);
    commands.add(new Input.DeviceRequested(id, 3, List.of("repo"), "ops", now));
  }

  private void exchangeToken() {
    String id = "exchange-" + started.size();
    started.add(id);
    Input.SubjectToken subject =
        new Input.SubjectToken(Secret.of("subject-" + id), Optional.empty());
    commands.add(
        new Input.TokenRequested(id, 3, List.of("repo"), Optional.of(subject), "ops", now));
  }

  private void migrate(boolean moves) {
    String from = policy.endpointOrigin().orElseThrow();
    if (moves) {
      policy = at(from.equals(ORIGINS.get(0)) ? ORIGINS.get(1) : ORIGINS.get(0));
      revision++;
    }
    commands.add(
        new Input.MigrateRequested(
            "c", revision, from, policy.endpointOrigin().orElseThrow(), "ops"));
  }

  private ConnectorPolicy at(String origin) {
    return with(origin, policy.grantType());
  }

  private ConnectorPolicy with(String origin, GrantType grantType) {
    return new ConnectorPolicy(
        Optional.of(origin),
        grantType,
        policy.binding(),
        policy.accountChangeAllowed(),
        policy.lifetimes(),
        policy.refresh(),
        policy.revocation());
  }

  /** How a grant is obtained is looked at when somebody asks for one, and never again. */
  private ConnectorPolicy policyFor(Input input) {
    return input instanceof Input.TokenRequested
        ? with(policy.endpointOrigin().orElseThrow(), GrantType.TOKEN_EXCHANGE)
        : policy;
  }

  private void imports(boolean replace, boolean again) {
    if (again && imported.isPresent()) {
      ledger.importedAgain();
    } else {
      imported = Optional.of(provider.handedOutElsewhere());
    }
    String id = "import-" + started.size();
    started.add(id);
    commands.add(
        new Input.ImportRequested(
            id,
            3,
            Optional.empty(),
            imported,
            Optional.empty(),
            Optional.empty(),
            List.of(),
            Optional.of("ada"),
            replace,
            "ops",
            now));
  }

  private void runnerAsks(boolean holdsAnOldVersion) {
    TokenVersion version = committed.map(Grant::version).orElse(TokenVersion.NONE);
    TokenVersion held =
        holdsAnOldVersion
            ? new TokenVersion(version.generation(), Math.max(0, version.sequence() - 1))
            : version;
    requests.add(new Input.RefreshRequested(held, "rejected", "runner", Optional.empty()));
  }

  private void handle(Deque<Input> topic, boolean crashes) {
    Optional<Input> input = Optional.ofNullable(topic.peek());
    if (input.isPresent() && decide(input.get(), crashes)) {
      handled.add(new Handled(topic.remove(), now));
    }
  }

  /** At least once: a record may come again, a little later. */
  private void redeliver(int which) {
    handled.removeIf(record -> record.at().plus(REDELIVERED_WITHIN).isBefore(now));
    if (!handled.isEmpty()) {
      Handled record = handled.get(which % handled.size());
      decide(record.input(), false);
    }
  }

  private void pass(Duration duration, boolean crashes) {
    Instant end = now.plus(duration);
    boolean dies = crashes;
    for (int looks = 0; looks < MAX_LOOKS; looks++) {
      Optional<Instant> look =
          committed.flatMap(Grant::nextLook).filter(time -> !time.isAfter(end));
      if (look.isEmpty()) {
        now = end;
        return;
      }
      now = look.get().isAfter(now) ? look.get() : now;
      decide(new Input.TimeReached(), dies);
      dies = false;
    }
    throw new AssertionError("the grant was looked at too often");
  }

  /** Decides, and commits unless the process dies before; tells whether it was committed. */
  private boolean decide(Input input, boolean crashes) {
    Decision decision = lifecycle.decide(KEY, committed, input, policyFor(input), now);
    decisions++;
    if (crashes) {
      // The decision is lost; a little later the record is there again, or the timer fires again.
      now = now.plusSeconds(7);
      return false;
    }
    ledger.committed(committed, input, decision, now);
    committed = decision.next();
    for (Effect effect : decision.effects()) {
      if (effect instanceof Effect.CallProvider call) {
        calls.add(new Requested(call, now));
      } else if (effect instanceof Effect.AnswerAwaitingConfirmation answer) {
        toConfirm.add(answer.authorizationId());
      } else if (effect instanceof Effect.AnswerPushed answer
          && comingBack.remove(answer.authorizationId())) {
        String id = answer.authorizationId();
        authorizations.add(new Input.AuthorizationCodeReceived(id, Secret.of("code-" + id)));
      }
    }
    return true;
  }

  private void call(int which, WorldStep.Fate fate) {
    calls.removeIf(requested -> requested.at().plus(KEPT_IN_TOPIC).isBefore(now));
    if (calls.isEmpty()) {
      return;
    }
    Effect.CallProvider call = calls.remove(which % calls.size()).call();
    String attempt = call.attemptId();
    if (fate == WorldStep.Fate.NOT_SENT || now.isAfter(call.notAfter())) {
      results.add(new Input.CallNotSent(attempt, "bulkhead_full", Optional.empty()));
    } else if (fate == WorldStep.Fate.LOST_ON_THE_WAY) {
      ledger.somethingWasLost();
      results.add(new Input.CallUnknown(attempt, now, "no_reply_in_time"));
    } else if (fate == WorldStep.Fate.UNAVAILABLE) {
      results.add(
          new Input.CallFailed(
              attempt, FailureClass.TRANSIENT, "http_503", Optional.empty(), Optional.empty()));
    } else {
      answered(call, fate, result(attempt, provider.handle(call.call(), now)));
    }
  }

  private void answered(Effect.CallProvider call, WorldStep.Fate fate, Input result) {
    if (fate == WorldStep.Fate.REPLY_LOST || fate == WorldStep.Fate.REPLY_LATE) {
      ledger.somethingWasLost();
      results.add(new Input.CallUnknown(call.attemptId(), now, "owner_lost"));
      if (fate == WorldStep.Fate.REPLY_LATE) {
        lateReplies.add(result);
      }
    } else {
      results.add(result);
      if (fate == WorldStep.Fate.ANSWERED_TWICE) {
        results.add(result);
      }
    }
  }

  private Input result(String attempt, Reply reply) {
    if (reply instanceof SimulatedProvider.Pushed pushed) {
      return new Input.RequestPushed(attempt, now, pushed.requestUri(), Duration.ofSeconds(60));
    }
    if (reply instanceof SimulatedProvider.DeviceCode device) {
      return new Input.DeviceAuthorized(
          attempt,
          now,
          device.code(),
          "WDJB-MJHT",
          "https://provider.example/device",
          Optional.empty(),
          SimulatedProvider.CODE_LIVES,
          Duration.ofSeconds(5));
    }
    return reply instanceof SimulatedProvider.Success success
        ? new Input.CallSucceeded(attempt, now, success.response())
        : new Input.CallFailed(
            attempt,
            ((SimulatedProvider.Refusal) reply).failureClass(),
            ((SimulatedProvider.Refusal) reply).error(),
            Optional.empty(),
            Optional.empty());
  }

  private void lateReply(int which) {
    if (!lateReplies.isEmpty()) {
      results.add(lateReplies.remove(which % lateReplies.size()));
    }
  }
}
