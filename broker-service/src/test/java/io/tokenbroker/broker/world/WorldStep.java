// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.world;

import java.time.Duration;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** Something that happens in the world. */
sealed interface WorldStep {
  /** A person leaves for the provider and comes back; both are on the topic at once. */
  record Authorize(boolean comesBack) implements WorldStep {}

  /** A person comes back, perhaps in two browsers, and the application is to confirm. */
  record AuthorizeToConfirm(boolean openedTwice) implements WorldStep {}

  /** The application confirms with the code of the browser that came first, or of the other. */
  record Confirm(int which, boolean isRight) implements WorldStep {}

  /** A person leaves once the request was pushed; with luck the browser comes back. */
  record AuthorizePushed(boolean comesBack) implements WorldStep {}

  /** The link of an authorization that was pushed is opened once more. */
  record OpenAgain(int which) implements WorldStep {}

  /** A person is to authorize at another device, and does or does not. */
  record AuthorizeDevice(boolean agrees) implements WorldStep {}

  /** Another token is exchanged. */
  record ExchangeToken() implements WorldStep {}

  /** An operator takes the grant to where its connector is; before that the connector may move. */
  record Migrate(boolean moves) implements WorldStep {}

  /** A grant of another system, or once more the one of the import before. */
  record Import(boolean replace, boolean again) implements WorldStep {}

  record Revoke() implements WorldStep {}

  /** A runner finds its token rejected. */
  record RunnerAsks(boolean holdsAnOldVersion) implements WorldStep {}

  /** The next record of one of the topics is handled; before its commit the process may die. */
  record Handle(int topic, boolean crashes) implements WorldStep {}

  /** A record is delivered once more. */
  record Redeliver(int topic) implements WorldStep {}

  /** A committed call is made. */
  record Call(int which, Fate fate) implements WorldStep {}

  /** A reply that was late turns up. */
  record LateReply(int which) implements WorldStep {}

  /** Time passes with the timers working; before the commit of a look the process may die. */
  record Pass(Duration duration, boolean crashes) implements WorldStep {}

  /** The broker is down for a while. */
  record Down(Duration duration) implements WorldStep {}

  /** What becomes of a call. */
  enum Fate {
    ANSWERED,
    ANSWERED_TWICE,
    NOT_SENT,
    /** The provider did not get it, and nobody knows. */
    LOST_ON_THE_WAY,
    /** The provider processed it, and nobody will ever know. */
    REPLY_LOST,
    /** It counts as unknown, and then the reply turns up after all. */
    REPLY_LATE,
    UNAVAILABLE
  }

  /** Steps of a world in which processes die and nothing else goes wrong. */
  static Arbitrary<WorldStep> withCrashesOnly() {
    return steps(
        Arbitraries.frequency(
            Tuple.of(8, Fate.ANSWERED),
            Tuple.of(1, Fate.ANSWERED_TWICE),
            Tuple.of(1, Fate.NOT_SENT),
            Tuple.of(1, Fate.UNAVAILABLE)));
  }

  /** Steps of a world in which replies get lost as well. */
  static Arbitrary<WorldStep> withEverything() {
    return steps(
        Arbitraries.frequency(
            Tuple.of(8, Fate.ANSWERED),
            Tuple.of(1, Fate.ANSWERED_TWICE),
            Tuple.of(1, Fate.NOT_SENT),
            Tuple.of(1, Fate.UNAVAILABLE),
            Tuple.of(2, Fate.LOST_ON_THE_WAY),
            Tuple.of(2, Fate.REPLY_LOST),
            Tuple.of(3, Fate.REPLY_LATE)));
  }

  /** Steps of a world in which imports bring a refresh token that is there already. */
  static Arbitrary<WorldStep> withOneRefreshTokenAgain() {
    Arbitrary<Integer> any = Arbitraries.integers().between(0, 7);
    Arbitrary<Boolean> mostly = Arbitraries.of(true, true, true, false);
    return Arbitraries.frequencyOf(
        Tuple.of(3, Arbitraries.of(new Authorize(true))),
        Tuple.of(6, Combinators.combine(mostly, mostly).as(Import::new)),
        Tuple.of(1, Arbitraries.of(new Revoke())),
        Tuple.of(4, Arbitraries.of(new RunnerAsks(false))),
        Tuple.of(24, Combinators.combine(any, Arbitraries.of(false)).as(Handle::new)),
        Tuple.of(
            12,
            Combinators.combine(
                    any,
                    Arbitraries.frequency(
                        Tuple.of(6, Fate.ANSWERED),
                        Tuple.of(1, Fate.NOT_SENT),
                        Tuple.of(2, Fate.UNAVAILABLE),
                        Tuple.of(1, Fate.LOST_ON_THE_WAY),
                        Tuple.of(4, Fate.REPLY_LATE)))
                .as(Call::new)),
        Tuple.of(4, any.map(LateReply::new)),
        Tuple.of(8, Combinators.combine(passes(), Arbitraries.of(false)).as(Pass::new)));
  }

  private static Arbitrary<WorldStep> steps(Arbitrary<Fate> fates) {
    Arbitrary<Integer> any = Arbitraries.integers().between(0, 7);
    Arbitrary<Boolean> rarely = Arbitraries.of(true, false, false, false);
    return Arbitraries.frequencyOf(
        Tuple.of(3, rarely.map(not -> new Authorize(!not))),
        Tuple.of(2, rarely.map(not -> new AuthorizePushed(!not))),
        Tuple.of(3, rarely.map(AuthorizeToConfirm::new)),
        Tuple.of(3, Combinators.combine(any, rarely.map(not -> !not)).as(Confirm::new)),
        Tuple.of(1, any.map(OpenAgain::new)),
        Tuple.of(2, rarely.map(not -> new AuthorizeDevice(!not))),
        Tuple.of(1, Arbitraries.of(new ExchangeToken())),
        Tuple.of(1, rarely.map(not -> new Migrate(!not))),
        Tuple.of(
            3,
            Combinators.combine(Arbitraries.of(true, false), Arbitraries.of(true, false))
                .as(Import::new)),
        Tuple.of(1, Arbitraries.of(new Revoke())),
        Tuple.of(4, rarely.map(RunnerAsks::new)),
        Tuple.of(24, Combinators.combine(any, rarely).as(Handle::new)),
        Tuple.of(1, any.map(Redeliver::new)),
        Tuple.of(10, Combinators.combine(any, fates).as(Call::new)),
        Tuple.of(3, any.map(LateReply::new)),
        Tuple.of(8, Combinators.combine(passes(), rarely).as(Pass::new)),
        Tuple.of(1, passes().map(Down::new)));
  }

  private static Arbitrary<Duration> passes() {
    return Arbitraries.frequencyOf(
        Tuple.of(5, Arbitraries.integers().between(1, 20_000).map(Duration::ofMillis)),
        Tuple.of(3, Arbitraries.integers().between(1, 90).map(Duration::ofMinutes)),
        Tuple.of(1, Arbitraries.integers().between(1, 20).map(Duration::ofHours)));
  }
}
