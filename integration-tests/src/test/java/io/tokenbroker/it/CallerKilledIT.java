// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tokenbroker.demoprovider.Behaviour;
import io.tokenbroker.demoprovider.DemoProviderSettings;
import io.tokenbroker.demoprovider.GrantType;
import io.tokenbroker.demoprovider.RefreshTokenPolicy;
import io.tokenbroker.event.CallStarted;
import io.tokenbroker.event.CallSucceeded;
import io.tokenbroker.event.CallUnknown;
import io.tokenbroker.executor.AccessToken;
import io.tokenbroker.it.system.Attempts;
import io.tokenbroker.it.system.BrokerProcess;
import io.tokenbroker.it.system.DemoSystem;
import io.tokenbroker.key.TokenKey;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** A broker that is killed or paused around a provider call: nothing is sent twice by another. */
final class CallerKilledIT {
  private static final Duration WAIT = Duration.ofMinutes(3);
  private static final Map<String, String> SHORT_CALLS = Map.of("TOKENBROKER_CALL_TIMEOUT", "PT6S");

  /** Offsets that are never committed must keep nobody from looking at the claims of the dead. */
  private static final Map<String, String> SHORT_CALLS_RARE_COMMITS =
      Map.of("TOKENBROKER_CALL_TIMEOUT", "PT6S", "TOKENBROKER_COMMIT_INTERVAL", "PT1H");

  @Test
  void aClaimOfAKilledBrokerEndsUnknownAndOnlyTheProfileDecidesOnARetry(
      @TempDir(cleanup = CleanupMode.ON_SUCCESS) Path folder) {
    TokenKey careful = TokenKey.personal(DemoSystem.TENANT, "never", "u-1");
    TokenKey tolerated = TokenKey.personal(DemoSystem.TENANT, "grace", "u-1");
    try (DemoSystem demo =
        DemoSystem.start(
            folder,
            DemoProviderSettings.defaults()
                .withRefreshTokens(RefreshTokenPolicy.rotating())
                .withAccessTokenLifetime(Duration.ofSeconds(45)),
            List.of(
                base -> base.named("never"),
                base -> base.named("grace").withGraceWindow(Duration.ofMinutes(1))))) {
      BrokerProcess first = demo.system().startBrokerProcess("first", SHORT_CALLS).awaitRunning();
      AccessToken carefulToken = demo.connect(careful);
      AccessToken toleratedToken = demo.connect(tolerated);
      demo.provider().onToken(GrantType.REFRESH_TOKEN, Behaviour.hang(), Behaviour.hang());
      demo.system().tokens(DemoSystem.TENANT).reportRejected(carefulToken);
      demo.system().tokens(DemoSystem.TENANT).reportRejected(toleratedToken);
      await("both refreshes hang at the provider")
          .atMost(WAIT)
          .until(() -> demo.provider().tokenRequests(GrantType.REFRESH_TOKEN) == 2);
      CallStarted claim = demo.attempts(careful).claimOfRefresh();
      assertThat(demo.attempts(careful).ofRefreshes()).isEmpty();

      first.kill();
      demo.system().startBrokerProcess("second", SHORT_CALLS_RARE_COMMITS).awaitRunning();

      await("the claim of the dead ends unknown")
          .atMost(WAIT)
          .until(() -> !demo.attempts(careful).ofRefreshes().isEmpty());
      assertThat(demo.attempts(careful).ofRefreshes())
          .singleElement()
          .isInstanceOfSatisfying(
              CallUnknown.class,
              unknown -> {
                assertThat(unknown.getReason()).isEqualTo("owner_lost");
                assertThat(unknown.getAttemptId()).isEqualTo(claim.getAttemptId());
                assertThat(unknown.getDecidedAt()).isAfter(claim.getDeadline());
              });
      assertThat(demo.system().tokens(DemoSystem.TENANT).get(careful)).contains(carefulToken);
      demo.awaitNewer(toleratedToken);
      assertThat(demo.refreshTokenUses().values()).containsExactlyInAnyOrder(1L, 2L);

      AccessToken afterLastTry = demo.awaitNewer(carefulToken);

      assertThat(afterLastTry.expiresAt()).isAfter(carefulToken.expiresAt());
      assertThat(demo.refreshTokenUses().values()).containsExactly(2L, 2L);
      assertThat(demo.provider().reuseDetections()).isZero();
      assertThat(List.of(careful, tolerated))
          .allSatisfy(key -> assertThatEveryAttemptHasOneResult(demo.attempts(key)));
    }
  }

  @Test
  void aResultWhoseOffsetWasNotCommittedIsFoundByTheNextOwnerWhoSendsNothing(
      @TempDir(cleanup = CleanupMode.ON_SUCCESS) Path folder) {
    TokenKey key = TokenKey.personal(DemoSystem.TENANT, "demo", "u-1");
    try (DemoSystem demo =
        DemoSystem.start(
            folder, DemoProviderSettings.defaults(), List.of(UnaryOperator.identity()))) {
      BrokerProcess first =
          demo.system()
              .startBrokerProcess("first", Map.of("TOKENBROKER_COMMIT_INTERVAL", "PT1H"))
              .awaitRunning();
      AccessToken token = demo.connect(key);
      assertThat(onlyResults(demo.attempts(key))).hasOnlyElementsOfType(CallSucceeded.class);

      first.kill();
      assertThat(demo.system().committedOffsets("tokenbroker.broker-provider-caller")).isEmpty();
      demo.system().startBrokerProcess("second", SHORT_CALLS).awaitRunning();
      AccessToken next = demo.replaceRejected(token);

      assertThat(next.version().generation()).isEqualTo(token.version().generation());
      assertThat(demo.exchanges()).isOne();
      assertThat(demo.refreshTokenUses().values()).containsExactly(1L);
      assertThat(demo.provider().codeReplays()).isZero();
      assertThat(demo.attempts(key).results()).hasSize(2);
      assertThat(demo.attempts(key).claims().values())
          .allSatisfy(all -> assertThat(all).hasSize(1));
      assertThatEveryAttemptHasOneResult(demo.attempts(key));
      assertThat(demo.system().committedOffsets("tokenbroker.broker-provider-caller")).isNotEmpty();
    }
  }

  @Test
  void aBrokerThatWasPausedForLongerThanItsSessionSendsNothingTwice(
      @TempDir(cleanup = CleanupMode.ON_SUCCESS) Path folder) {
    List<TokenKey> keys =
        IntStream.range(0, 8)
            .mapToObj(i -> TokenKey.personal(DemoSystem.TENANT, "demo", "u-" + i))
            .toList();
    try (DemoSystem demo =
        DemoSystem.start(
            folder,
            DemoProviderSettings.defaults().withAccessTokenLifetime(Duration.ofSeconds(6)),
            List.of(UnaryOperator.identity()))) {
      BrokerProcess first = demo.system().startBrokerProcess("first", SHORT_CALLS);
      BrokerProcess second = demo.system().startBrokerProcess("second", SHORT_CALLS);
      first.awaitRunning();
      second.awaitRunning();
      keys.forEach(demo::connect);
      await("both brokers make calls").atMost(WAIT).until(() -> lastOwners(demo, keys).size() == 2);
      Set<String> before = lastOwners(demo, keys);

      first.pause();
      await("one broker makes all calls")
          .atMost(WAIT)
          .until(() -> lastOwners(demo, keys).size() == 1);
      awaitRefreshes(demo, keys, 1);
      Set<String> alone = lastOwners(demo, keys);
      first.resume();
      awaitRefreshes(demo, keys, 3);

      assertThat(before).containsAll(alone);
      assertThat(demo.provider().reuseDetections()).isZero();
      assertThat(demo.refreshTokenUses().values()).containsOnly(1L);
      assertThat(keys).allSatisfy(key -> assertThatEveryAttemptHasOneResult(demo.attempts(key)));
    }
  }

  private static void awaitRefreshes(DemoSystem demo, List<TokenKey> keys, int times) {
    for (int i = 0; i < times; i++) {
      Map<TokenKey, Integer> before =
          keys.stream().collect(Collectors.toMap(key -> key, key -> refreshes(demo, key)));
      await("every grant is refreshed")
          .atMost(WAIT)
          .until(
              () ->
                  keys.stream()
                      .allMatch(key -> refreshes(demo, key) > before.getOrDefault(key, 0)));
    }
  }

  private static int refreshes(DemoSystem demo, TokenKey key) {
    return (int)
        demo.attempts(key).ofRefreshes().stream()
            .filter(result -> result instanceof CallSucceeded)
            .count();
  }

  /** Who claimed the last attempt of each grant. */
  private static Set<String> lastOwners(DemoSystem demo, List<TokenKey> keys) {
    return keys.stream()
        .flatMap(
            key ->
                demo.attempts(key).claims().values().stream()
                    .flatMap(List::stream)
                    .reduce((earlier, later) -> later)
                    .stream())
        .map(CallStarted::getOwner)
        .collect(Collectors.toSet());
  }

  private static List<SpecificRecord> onlyResults(Attempts attempts) {
    return attempts.results().values().stream().flatMap(List::stream).toList();
  }

  private static void assertThatEveryAttemptHasOneResult(Attempts attempts) {
    assertThat(attempts.results()).isNotEmpty();
    assertThat(attempts.results())
        .allSatisfy((attempt, results) -> assertThat(results).as(attempt).hasSize(1));
  }
}
