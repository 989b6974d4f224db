// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.lifecycle;

import java.time.Duration;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** One step of a random script; {@link ScriptRun} turns it into an input that fits its state. */
public sealed interface ScriptStep {
  record Start(int authorization, Duration skew) implements ScriptStep {}

  /** A code for one of those that are remembered, or for any of all. */
  record Code(int authorization, boolean remembered) implements ScriptStep {}

  /** The code that confirms is sent, or another, mostly while it is waited for. */
  record Confirm(int authorization, boolean isRight, Duration skew) implements ScriptStep {}

  record Reject(int authorization, boolean remembered) implements ScriptStep {}

  /** A whole authorization, as it mostly goes. */
  record Authorize(int authorization) implements ScriptStep {}

  /** A request by somebody who holds a version that is this far from the current one. */
  record Request(int sequencesAhead) implements ScriptStep {}

  record Revoke(Duration skew, boolean erase) implements ScriptStep {}

  /** A grant is brought in from another system; which tokens there are depends on the number. */
  record Import(int number, boolean replace) implements ScriptStep {}

  /** The client's own credentials are used, or another token; it depends on the number. */
  record Obtain(int number) implements ScriptStep {}

  /** The grant is to go to the connector's origin; its own may be named wrong. */
  record Migrate(boolean fromItsOwn) implements ScriptStep {}

  /** A person is to authorize at another device. */
  record Device(int number) implements ScriptStep {}

  record Describe() implements ScriptStep {}

  record Unreadable() implements ScriptStep {}

  record Spurious() implements ScriptStep {}

  record Pass(Duration duration) implements ScriptStep {}

  /** Time passes until the planned refresh is made. */
  record PassToRefresh() implements ScriptStep {}

  /**
   * A result of one of the calls made so far, whether it has ended before or not.
   *
   * @param callsBack 0 is the latest call
   */
  record Result(int callsBack, ResultKind kind, Optional<Duration> retryAfter)
      implements ScriptStep {}

  record Policy(ConnectorPolicy policy) implements ScriptStep {}

  /** How a call ends. */
  enum ResultKind {
    ROTATED,
    KEPT,
    SHORT_LIVED,
    WITHOUT_LIFETIME,
    DYING_UNUSED,
    OTHER_ACCOUNT,
    EMPTY,
    TRANSIENT,
    REAUTHORIZE,
    CONFIGURATION,
    NOT_SENT,
    UNKNOWN
  }

  static Arbitrary<ScriptStep> arbitrary() {
    Arbitrary<Integer> authorizations = Arbitraries.integers().between(0, 39);
    Arbitrary<Duration> skews = Arbitraries.integers().between(-90, 5).map(Duration::ofSeconds);
    Arbitrary<Boolean> mostly = Arbitraries.of(true, true, true, false);
    return Arbitraries.frequencyOf(
        Tuple.of(3, Combinators.combine(authorizations, skews).as(Start::new)),
        Tuple.of(3, Combinators.combine(authorizations, mostly).as(Code::new)),
        Tuple.of(1, Combinators.combine(authorizations, mostly).as(Reject::new)),
        Tuple.of(3, authorizations.map(Authorize::new)),
        Tuple.of(2, Combinators.combine(authorizations, mostly, skews).as(Confirm::new)),
        Tuple.of(2, Arbitraries.integers().between(-2, 1).map(Request::new)),
        Tuple.of(1, Combinators.combine(skews, Arbitraries.of(true, false)).as(Revoke::new)),
        Tuple.of(
            1, Combinators.combine(authorizations, Arbitraries.of(true, false)).as(Import::new)),
        Tuple.of(1, authorizations.map(Obtain::new)),
        Tuple.of(1, mostly.map(Migrate::new)),
        Tuple.of(1, authorizations.map(Device::new)),
        Tuple.of(1, Arbitraries.of(new Describe(), new Unreadable(), new Spurious())),
        Tuple.of(3, passes().map(Pass::new)),
        Tuple.of(4, Arbitraries.of(new PassToRefresh())),
        Tuple.of(12, results()),
        Tuple.of(1, ScriptRun.policies().map(Policy::new)));
  }

  private static Arbitrary<Duration> passes() {
    return Arbitraries.frequencyOf(
        Tuple.of(6, Arbitraries.integers().between(0, 5_000).map(Duration::ofMillis)),
        Tuple.of(6, Arbitraries.integers().between(0, 180).map(Duration::ofSeconds)),
        Tuple.of(6, Arbitraries.integers().between(1, 90).map(Duration::ofMinutes)),
        Tuple.of(1, Arbitraries.integers().between(1, 30).map(Duration::ofHours)),
        Tuple.of(1, Arbitraries.of(Duration.ofDays(9))));
  }

  private static Arbitrary<ScriptStep> results() {
    return Combinators.combine(
            Arbitraries.frequency(Tuple.of(8, 0), Tuple.of(3, 1), Tuple.of(1, 2), Tuple.of(1, 5)),
            Arbitraries.frequency(
                Tuple.of(8, ResultKind.ROTATED),
                Tuple.of(2, ResultKind.KEPT),
                Tuple.of(1, ResultKind.SHORT_LIVED),
                Tuple.of(1, ResultKind.WITHOUT_LIFETIME),
                Tuple.of(1, ResultKind.DYING_UNUSED),
                Tuple.of(1, ResultKind.OTHER_ACCOUNT),
                Tuple.of(1, ResultKind.EMPTY),
                Tuple.of(2, ResultKind.TRANSIENT),
                Tuple.of(2, ResultKind.REAUTHORIZE),
                Tuple.of(1, ResultKind.CONFIGURATION),
                Tuple.of(2, ResultKind.NOT_SENT),
                Tuple.of(5, ResultKind.UNKNOWN)),
            Arbitraries.integers().between(0, 1_000).map(Duration::ofSeconds).optional())
        .as(Result::new);
  }
}
