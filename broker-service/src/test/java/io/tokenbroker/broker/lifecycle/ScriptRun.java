// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.lifecycle;

import io.tokenbroker.broker.lifecycle.ConnectorPolicy.Binding;
import io.tokenbroker.broker.lifecycle.ConnectorPolicy.GrantType;
import io.tokenbroker.broker.lifecycle.ConnectorPolicy.RefreshReplay;
import io.tokenbroker.broker.lifecycle.ConnectorPolicy.RevokedTokens;
import io.tokenbroker.broker.lifecycle.Input.FailureClass;
import io.tokenbroker.broker.lifecycle.ScriptStep.ResultKind;
import io.tokenbroker.key.TokenKey;
import io.tokenbroker.key.TokenVersion;
import io.tokenbroker.secrets.Secret;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/**
 * Runs a random script against the lifecycle, as the topology would, and shows every decision to
 * {@link Invariants}.
 */
public final class ScriptRun {
  /** In every secret's text, and nowhere else. */
  static final String MARK = "SECRET";

  private static final int MAX_LOOKS = 20_000;
  private static final int MAX_AUTHORIZATIONS = 40;

  private final TokenKey key;
  private final TokenLifecycle lifecycle = new TokenLifecycle();
  private final Invariants invariants = new Invariants();
  private final List<Effect.CallProvider> calls = new ArrayList<>();
  private final Set<String> started = new HashSet<>();
  private final Observer observer;
  private ConnectorPolicy policy;
  private Optional<Grant> grant = Optional.empty();
  private Instant now = Story.START;
  private int issued;
  private String credentialAtTheEnd = "";
  private final Set<String> audited = new HashSet<>();

  public ScriptRun(TokenKey key, ConnectorPolicy policy) {
    this(key, policy, new Observer() {});
  }

  public ScriptRun(TokenKey key, ConnectorPolicy policy, Observer observer) {
    this.key = key;
    this.policy = policy;
    this.observer = observer;
  }

  /** Sees everything that happens. */
  public interface Observer {
    default void before(Input input, ConnectorPolicy policy, Instant now) {}

    default void after(Decision decision) {}
  }

  /** Connectors of every kind, at one of two origins. */
  public static Arbitrary<ConnectorPolicy> policies() {
    Arbitrary<Boolean> rarely = Arbitraries.of(true, false, false, false, false);
    Arbitrary<TestPolicy> lives =
        Combinators.combine(
                Arbitraries.of(Duration.ofMinutes(5), Duration.ofHours(2)).optional(),
                Arbitraries.of(Duration.ofDays(1), Duration.ofDays(60)).optional(0.3),
                Arbitraries.of(Duration.ofDays(3), Duration.ofDays(365)).optional(0.3),
                rarely,
                rarely)
            .as(
                (access, refresh, whole, onDemand, earlyRefused) ->
                    new TestPolicy()
                        .accessTokenLives(access)
                        .refreshTokenLives(refresh)
                        .grantLives(whole)
                        .onDemand(onDemand)
                        .earlyRefused(earlyRefused));
    Arbitrary<TestPolicy> revoking =
        Combinators.combine(
                lives,
                Arbitraries.of(RevokedTokens.values()),
                Arbitraries.frequency(
                    Tuple.of(3, Binding.LINK),
                    Tuple.of(2, Binding.CONFIRM),
                    Tuple.of(1, Binding.LOGIN)))
            .as((policy, tokens, binding) -> policy.revokedTokens(tokens).binding(binding));
    return Combinators.combine(
            revoking,
            Arbitraries.of("https://a.example:443", "https://b.example:443"),
            Arbitraries.of(true, true, false),
            Arbitraries.of(Duration.ZERO, Duration.ofSeconds(30), Duration.ofHours(3)).optional(),
            Arbitraries.of(
                new RefreshReplay.Safe(),
                new RefreshReplay.Never(),
                new RefreshReplay.Grace(Duration.ZERO),
                new RefreshReplay.Grace(Duration.ofSeconds(30)),
                new RefreshReplay.Grace(Duration.ofMinutes(30))),
            Arbitraries.of(true, false),
            Arbitraries.frequency(
                Tuple.of(4, GrantType.AUTHORIZATION_CODE),
                Tuple.of(1, GrantType.CLIENT_CREDENTIALS),
                Tuple.of(1, GrantType.TOKEN_EXCHANGE)))
        .as(
            (policy, origin, revocable, margin, replay, whole, grantType) ->
                policy
                    .origin(origin)
                    .revocable(revocable)
                    .margin(margin)
                    .replay(replay)
                    .wholeGrant(whole)
                    .grantType(grantType)
                    .build());
  }

  /** Takes a step. */
  public void take(ScriptStep step) {
    if (step instanceof ScriptStep.Pass pass) {
      pass(pass.duration());
    } else if (step instanceof ScriptStep.PassToRefresh) {
      passToRefresh();
    } else if (step instanceof ScriptStep.Policy change) {
      policy = change.policy();
    } else if (step instanceof ScriptStep.Authorize authorize) {
      authorize(authorize.authorization());
    } else {
      input(step).ifPresent(this::decide);
    }
  }

  /** Lets time pass until nothing of the script can be under way any more, and checks the end. */
  void end() {
    credentialAtTheEnd = grant.map(Grant::status).orElse("nothing");
    pass(Duration.ofDays(12));
    invariants.atTheEnd(started);
  }

  public Optional<Grant> grant() {
    return grant;
  }

  /** The name of the credential's state when the script had been run. */
  String credentialAtTheEnd() {
    return credentialAtTheEnd;
  }

  /** Whether something of this kind was decided. */
  boolean audited(String action) {
    return audited.contains(action);
  }

  /** The time that the script has come to. */
  public Instant now() {
    return now;
  }

  private void passToRefresh() {
    if (grant.map(Grant::credential).orElse(new Credential.Absent())
            instanceof Credential.Active active
        && active.refresh() instanceof CallSlot.Scheduled planned) {
      pass(Duration.between(now, planned.at()));
    }
  }

  private void authorize(int number) {
    take(new ScriptStep.Start(number, Duration.ZERO));
    take(new ScriptStep.Code(number, false));
    take(new ScriptStep.Result(0, ResultKind.ROTATED, Optional.empty()));
    if (number % 2 == 0) {
      take(new ScriptStep.Confirm(number, true, Duration.ZERO));
    }
  }

  private void pass(Duration duration) {
    Instant end = now.plus(duration);
    for (int looks = 0; looks < MAX_LOOKS; looks++) {
      Optional<Instant> look = grant.flatMap(Grant::nextLook).filter(time -> !time.isAfter(end));
      if (look.isEmpty()) {
        now = end;
        return;
      }
      now = look.get();
      decide(new Input.TimeReached());
    }
    throw new AssertionError("the grant was looked at " + MAX_LOOKS + " times in " + duration);
  }

  private void decide(Input input) {
    observer.before(input, policy, now);
    Decision decision = lifecycle.decide(key, grant, input, policy, now);
    Decision again = lifecycle.decide(key, grant, input, policy, now);
    invariants.after(new Invariants.Step(grant, input, policy, now, decision, again));
    grant = decision.next();
    observer.after(decision);
    for (Effect effect : decision.effects()) {
      if (effect instanceof Effect.CallProvider call) {
        calls.add(call);
      } else if (effect instanceof Effect.Audit audit) {
        audited.add(audit.action());
        audit.reason().ifPresent(reason -> audited.add(audit.action() + ": " + reason));
      }
    }
  }

  private Optional<Input> input(ScriptStep step) {
    if (step instanceof ScriptStep.Start start) {
      return start(start);
    }
    if (step instanceof ScriptStep.Code code) {
      String id = id(code.authorization(), code.remembered());
      return Optional.of(
          new Input.AuthorizationCodeReceived(
              id,
              secret("code"),
              Map.of("realmId", "r" + code.authorization()),
              boundBy(id, code.authorization())));
    }
    if (step instanceof ScriptStep.Confirm confirm) {
      return Optional.of(confirmation(confirm));
    }
    if (step instanceof ScriptStep.Reject reject) {
      return Optional.of(
          new Input.AuthorizationRejected(
              id(reject.authorization(), reject.remembered()), "access_denied", Optional.empty()));
    }
    if (step instanceof ScriptStep.Request request) {
      return Optional.of(
          new Input.RefreshRequested(
              version(request.sequencesAhead()), "rejected", "runner", Optional.of("c")));
    }
    if (step instanceof ScriptStep.Revoke revoke) {
      return Optional.of(
          new Input.RevokeRequested(
              "c", "user_request", revoke.erase(), "ops", now.plus(revoke.skew())));
    }
    if (step instanceof ScriptStep.Import imported) {
      return imported(imported);
    }
    if (step instanceof ScriptStep.Obtain obtain) {
      String id = "obtained-" + obtain.number();
      return isNew(id)
          ? Optional.of(
              new Input.TokenRequested(
                  id, 3, List.of("read"), subject(obtain.number()), "ops", now))
          : Optional.empty();
    }
    if (step instanceof ScriptStep.Migrate migrate) {
      return Optional.of(migration(migrate.fromItsOwn()));
    }
    if (step instanceof ScriptStep.Device device) {
      String id = "device-" + device.number();
      return isNew(id)
          ? Optional.of(new Input.DeviceRequested(id, 3, List.of("read"), "ops", now))
          : Optional.empty();
    }
    if (step instanceof ScriptStep.Result result) {
      return result(result);
    }
    return Optional.of(
        step instanceof ScriptStep.Describe
            ? new Input.DescribeRequested("c", "ops")
            : step instanceof ScriptStep.Unreadable
                ? new Input.UnreadableResult()
                : new Input.TimeReached());
  }

  /** What is known of who comes back depends on the number; some have opened the link twice. */
  private static BoundBy boundBy(String id, int number) {
    return switch (number % 5) {
      case 0 -> new BoundBy.Nothing();
      case 1 -> new BoundBy.Login();
      case 2 -> new BoundBy.ConfirmationCode(Hashes.sha256(confirmationCode(id, number % 10)));
      default -> new BoundBy.ConfirmationCode(Hashes.sha256(confirmationCode(id, 2)));
    };
  }

  private static String confirmationCode(String id, int browser) {
    return MARK + "-" + browser + "-confirms-" + id;
  }

  private Input confirmation(ScriptStep.Confirm step) {
    List<Authorization> waiting =
        grant.map(Grant::authorizations).orElse(List.of()).stream()
            .filter(one -> step.authorization() % 4 == 0 || one instanceof Authorization.HeldBack)
            .toList();
    String id =
        waiting.isEmpty()
            ? id(step.authorization(), true)
            : waiting.get(step.authorization() % waiting.size()).id();
    // Of two browsers the first one that came back counts.
    int browser =
        waiting.stream()
                .filter(one -> one.id().equals(id))
                .anyMatch(
                    one ->
                        one instanceof Authorization.HeldBack heldBack
                            && heldBack
                                .confirmationHash()
                                .equals(Hashes.sha256(confirmationCode(id, 7))))
            ? 7
            : 2;
    return new Input.ConfirmationReceived(
        "c",
        id,
        Secret.of(confirmationCode(id, step.isRight() ? browser : 9)),
        "ops",
        now.plus(step.skew()));
  }

  /** An id is used for one authorization only: it is the hash of 256 random bits. */
  private Optional<Input> start(ScriptStep.Start start) {
    String id = id(start.authorization());
    if (!isNew(id)) {
      return Optional.empty();
    }
    Instant startedAt = now.plus(start.skew());
    return Optional.of(
        new Input.AuthorizationStarted(
            id,
            startedAt,
            startedAt.plus(Duration.ofMinutes(10)),
            "https://gateway.example/callback",
            List.of("repo"),
            secret("verifier"),
            3,
            "api-key",
            // Every other connector's requests are pushed.
            start.authorization() % 2 == 0 ? Optional.empty() : Optional.of(secret("request"))));
  }

  /** Whether it may be sent: for the first time, or again while it is remembered. */
  private boolean isNew(String id) {
    boolean remembered =
        grant.stream()
            .flatMap(known -> known.authorizations().stream())
            .anyMatch(a -> a.id().equals(id));
    return started.add(id) || remembered;
  }

  private Optional<Input.SubjectToken> subject(int number) {
    return number % 4 == 0
        ? Optional.empty()
        : Optional.of(
            new Input.SubjectToken(
                secret("st"), number % 2 == 0 ? Optional.empty() : Optional.of("urn:t")));
  }

  private Optional<Input> imported(ScriptStep.Import step) {
    String id = "imported-" + step.number();
    String origin = policy.endpointOrigin().orElseThrow();
    if (!isNew(id)) {
      return Optional.empty();
    }
    return Optional.of(
        new Input.ImportRequested(
            id,
            3,
            step.number() % 3 == 0 ? Optional.empty() : Optional.of(secret("at@" + origin)),
            step.number() % 5 == 0 ? Optional.empty() : Optional.of(secret("rt@" + origin)),
            step.number() % 2 == 0 ? Optional.empty() : Optional.of(now.plusSeconds(900)),
            step.number() % 7 == 0 ? Optional.empty() : Optional.of(now.plusSeconds(9000)),
            List.of("repo"),
            step.number() % 4 == 0 ? Optional.empty() : Optional.of("ada"),
            step.replace(),
            "ops",
            now));
  }

  private Input migration(boolean fromItsOwn) {
    String to = policy.endpointOrigin().orElseThrow();
    String from =
        grant
            .map(Grant::credential)
            .flatMap(Credential::tokens)
            .map(Tokens::endpointOrigin)
            .filter(pinned -> fromItsOwn)
            .orElse("https://nowhere.example:443");
    return new Input.MigrateRequested("c", 4, from, to, "ops");
  }

  private Optional<Input> result(ScriptStep.Result result) {
    if (result.callsBack() >= calls.size()) {
      return Optional.empty();
    }
    Effect.CallProvider call = calls.get(calls.size() - 1 - result.callsBack());
    String attempt = call.attemptId();
    Instant sentAt = now.minusMillis(200);
    return Optional.of(
        switch (result.kind()) {
          case ROTATED, KEPT, SHORT_LIVED, WITHOUT_LIFETIME, DYING_UNUSED, OTHER_ACCOUNT ->
              success(call, sentAt, result.kind());
          case EMPTY -> new Input.CallSucceeded(attempt, sentAt, Optional.empty());
          case TRANSIENT ->
              call.call() instanceof Effect.DeviceToken
                  ? undecided(attempt, result.callsBack())
                  : failed(attempt, FailureClass.TRANSIENT, result.retryAfter());
          case REAUTHORIZE -> failed(attempt, FailureClass.REAUTHORIZE, result.retryAfter());
          case CONFIGURATION -> failed(attempt, FailureClass.CONFIGURATION, result.retryAfter());
          case NOT_SENT -> new Input.CallNotSent(attempt, "bulkhead_full", result.retryAfter());
          case UNKNOWN -> new Input.CallUnknown(attempt, sentAt, "no_reply_in_time");
        });
  }

  private Input success(Effect.CallProvider call, Instant sentAt, ResultKind kind) {
    if (call.call() instanceof Effect.PushAuthorizationRequest) {
      return new Input.RequestPushed(
          call.attemptId(), sentAt, "urn:" + call.attemptId(), Duration.ofSeconds(90));
    }
    if (call.call() instanceof Effect.DeviceAuthorization) {
      return new Input.DeviceAuthorized(
          call.attemptId(),
          sentAt,
          secret("device"),
          "WDJB-MJHT",
          "https://provider.example/device",
          kind == ResultKind.KEPT
              ? Optional.empty()
              : Optional.of("https://provider.example/d?c=1"),
          kind == ResultKind.SHORT_LIVED ? Duration.ofSeconds(20) : Duration.ofMinutes(10),
          kind == ResultKind.WITHOUT_LIFETIME ? Duration.ZERO : Duration.ofSeconds(20));
    }
    return new Input.CallSucceeded(call.attemptId(), sentAt, Optional.of(response(call, kind)));
  }

  private static Input undecided(String attempt, int callsBack) {
    return new Input.CallFailed(
        attempt,
        FailureClass.TRANSIENT,
        callsBack == 1 ? "slow_down" : "authorization_pending",
        Optional.empty(),
        Optional.empty());
  }

  private static Input failed(
      String attempt, FailureClass failureClass, Optional<Duration> retryAfter) {
    return new Input.CallFailed(
        attempt, failureClass, "some_error", Optional.of("in words"), retryAfter);
  }

  /** Tokens carry their origin in their text, so that one that went elsewhere is found. */
  private TokenResponse response(Effect.CallProvider call, ResultKind kind) {
    Optional<Duration> lifetime =
        switch (kind) {
          case SHORT_LIVED -> Optional.of(Duration.ofSeconds(1));
          case WITHOUT_LIFETIME -> Optional.empty();
          default -> Optional.of(Duration.ofHours(1));
        };
    return new TokenResponse(
        secret("at@" + call.endpointOrigin()),
        "Bearer",
        lifetime,
        kind == ResultKind.KEPT
            ? Optional.empty()
            : Optional.of(secret("rt@" + call.endpointOrigin())),
        kind == ResultKind.DYING_UNUSED ? Optional.of(Duration.ofDays(2)) : Optional.empty(),
        Optional.empty(),
        Optional.of(kind == ResultKind.OTHER_ACCOUNT ? "grace" : "ada"),
        kind == ResultKind.KEPT ? Map.of() : Map.of("issue", "n" + issued),
        kind == ResultKind.ROTATED ? Optional.of(secret("proof-key")) : Optional.empty());
  }

  private TokenVersion version(int sequencesAhead) {
    TokenVersion current = grant.map(Grant::version).orElse(TokenVersion.NONE);
    return new TokenVersion(current.generation(), Math.max(0, current.sequence() + sequencesAhead));
  }

  private Secret secret(String what) {
    issued++;
    return Secret.of(MARK + "-" + issued + "-" + what);
  }

  private String id(int number, boolean remembered) {
    List<Authorization> all = grant.map(Grant::authorizations).orElse(List.of());
    return remembered && !all.isEmpty() ? all.get(number % all.size()).id() : id(number);
  }

  private static String id(int number) {
    return "authorization-" + number % MAX_AUTHORIZATIONS;
  }
}
