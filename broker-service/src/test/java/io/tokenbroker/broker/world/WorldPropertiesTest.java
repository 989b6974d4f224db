// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.world;

import io.tokenbroker.broker.lifecycle.ConnectorPolicy.RefreshReplay;
import io.tokenbroker.broker.lifecycle.TestPolicy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.statistics.Statistics;

/**
 * What holds in every world: at most one call for a refresh token, versions that only grow, one
 * outcome for each authorization, no refresh token that is still good is dropped, a revoked grant
 * stays revoked, and in the end there is a fresh token or a reason.
 */
class WorldPropertiesTest {
  private static final AtomicLong WORLDS = new AtomicLong();
  private static final AtomicLong DECISIONS = new AtomicLong();

  /** A world: how its provider treats refresh tokens and revocations, and what happens. */
  record Script(
      RefreshReplay kind, boolean wholeGrant, boolean rotatesAtTimes, List<WorldStep> steps) {}

  @Property(tries = 2_000)
  void whereProcessesDieNoRefreshTokenIsSentTwiceAndNothingIsLost(
      @ForAll("crashes") Script script) {
    run(script);
  }

  @Property(tries = 3_000)
  void whereRepliesGetLostAsWellEveryGrantEndsWithAFreshTokenOrAReason(
      @ForAll("everything") Script script) {
    run(script);
  }

  @Property(tries = 2_000)
  void whereOneRefreshTokenIsImportedAgainNothingOfItsKinIsLostOrRevoked(
      @ForAll("again") Script script) {
    run(script);
  }

  private static World run(Script script) {
    World world =
        new World(
            new TestPolicy().replay(script.kind()).wholeGrant(script.wholeGrant()).build(),
            new SimulatedProvider(script.kind(), script.wholeGrant(), script.rotatesAtTimes()));
    script.steps().forEach(world::take);
    world.comesToRest();
    Statistics.label("at rest").collect(world.status());
    WORLDS.incrementAndGet();
    DECISIONS.addAndGet(world.decisions());
    return world;
  }

  @AfterContainer
  static void sayHowMuchWasRun() {
    System.out.println(
        "worlds: " + WORLDS.get() + " interleavings, " + DECISIONS.get() + " decisions");
  }

  @Provide
  Arbitrary<Script> crashes() {
    return scripts(WorldStep.withCrashesOnly());
  }

  @Provide
  Arbitrary<Script> everything() {
    return scripts(WorldStep.withEverything());
  }

  @Provide
  Arbitrary<Script> again() {
    return scripts(WorldStep.withOneRefreshTokenAgain());
  }

  private static Arbitrary<Script> scripts(Arbitrary<WorldStep> steps) {
    return Combinators.combine(
            Arbitraries.of(
                new RefreshReplay.Safe(),
                new RefreshReplay.Never(),
                new RefreshReplay.Grace(Duration.ofSeconds(30)),
                new RefreshReplay.Grace(Duration.ofMinutes(10))),
            Arbitraries.of(true, false),
            Arbitraries.of(true, false),
            steps.list().ofMinSize(30).ofMaxSize(150))
        .as(Script::new);
  }
}
