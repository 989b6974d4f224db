// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tokenbroker.demoprovider.Behaviour;
import io.tokenbroker.demoprovider.DemoProviderSettings;
import io.tokenbroker.demoprovider.GrantType;
import io.tokenbroker.demoprovider.RefreshTokenPolicy;
import io.tokenbroker.event.CallFailed;
import io.tokenbroker.executor.AccessToken;
import io.tokenbroker.executor.TokenStatus;
import io.tokenbroker.it.system.DemoSystem;
import io.tokenbroker.it.system.TestConnector;
import io.tokenbroker.key.TokenKey;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * What providers do, and what a runner sees of it, over the whole system: from the browser to the
 * runner's memory.
 */
final class ProviderBehaviourIT {
  private static final Duration LIFETIME = Duration.ofSeconds(6);
  private static final Duration WAIT = Duration.ofMinutes(3);
  private static final TokenKey STRICT = TokenKey.personal(DemoSystem.TENANT, "demo", "u-1");
  private static final TokenKey GRACE = TokenKey.personal(DemoSystem.TENANT, "grace", "u-1");

  private DemoSystem demo;

  @BeforeEach
  void start(@TempDir(cleanup = CleanupMode.ON_SUCCESS) Path folder) throws InterruptedException {
    List<UnaryOperator<TestConnector>> connectors =
        List.of(
            UnaryOperator.identity(),
            demoConnector -> demoConnector.named("grace").withGraceWindow(Duration.ofSeconds(20)));
    demo =
        DemoSystem.start(
            folder,
            DemoProviderSettings.defaults()
                .withAccessTokenLifetime(LIFETIME)
                .withRefreshTokens(new RefreshTokenPolicy(true, true, Duration.ofSeconds(20))),
            connectors);
    demo.system().startBroker("one");
  }

  @AfterEach
  void stop() {
    demo.close();
  }

  @Test
  void aReplyThatIsLostAfterTheRotationIsReplayedWithinTheGraceWindow() {
    AccessToken first = demo.connect(GRACE);
    demo.provider().onToken(GrantType.REFRESH_TOKEN, Behaviour.resetAfterProcessing());
    AccessToken next = demo.awaitNewer(first);

    assertThat(demo.provider().reuseDetections()).isZero();
    assertThat(demo.refreshTokenUses().values()).contains(2L);
    assertThat(demo.awaitNewer(next).version().generation())
        .isEqualTo(first.version().generation());
  }

  @Test
  void aReplyThatIsLostWhereNothingMayBeSentTwiceCostsNothingUntilTheTokenExpires() {
    AccessToken first = demo.connect(STRICT);
    demo.provider().onToken(GrantType.REFRESH_TOKEN, Behaviour.hang());
    // The provider has not seen it, so the one last try succeeds.
    AccessToken next = demo.awaitNewer(first);

    assertThat(next.version()).isEqualTo(first.version().next());
    assertThat(demo.provider().reuseDetections()).isZero();
  }

  @Test
  void aFamilyThatTheProviderHasRevokedNeedsItsPersonAndTheTokenStaysUsableToItsEnd() {
    AccessToken first = demo.connect(STRICT);
    demo.provider().onToken(GrantType.REFRESH_TOKEN, Behaviour.error(400, "invalid_grant"));
    TokenStatus.ReauthorizationNeeded needed = awaitReauthorization(STRICT);

    assertThat(needed.reason()).isEqualTo("invalid_grant");
    assertThat(needed.requiredBy()).isEmpty();
    assertThat(needed.version()).isEqualTo(first.version().next());
    AccessToken again = demo.connect(STRICT);
    assertThat(again.version().generation()).isGreaterThan(first.version().generation());
  }

  @Test
  void troubleOfEveryKindIsWaitedOutAndTheProvidersWishIsHonoured() {
    AccessToken first = demo.connect(STRICT);
    demo.provider()
        .onToken(
            GrantType.REFRESH_TOKEN,
            Behaviour.status(429, Map.of("Retry-After", "2"), ""),
            Behaviour.status(503, Map.of("Content-Type", "text/html"), "<h1>maintenance</h1>"),
            Behaviour.error(500, "server_error"));
    AccessToken next = demo.awaitNewer(first);

    assertThat(next.version()).isEqualTo(first.version().next());
    assertThat(demo.attempts(STRICT).ofRefreshes())
        .filteredOn(CallFailed.class::isInstance)
        .hasSize(3);
  }

  @Test
  void aRefreshWithoutANewRefreshTokenKeepsTheOldOne() {
    AccessToken first = demo.connect(STRICT);
    demo.provider()
        .onToken(
            GrantType.REFRESH_TOKEN,
            ok("{\"access_token\":\"at-kept-1\",\"token_type\":\"bearer\",\"expires_in\":6}"));
    AccessToken second = demo.awaitNewer(first);
    AccessToken third = demo.awaitNewer(second);

    assertThat(third.version()).isEqualTo(second.version().next());
    assertThat(second.tokenType()).isEqualTo("Bearer");
    assertThat(demo.refreshTokenUses().values()).contains(2L);
  }

  private static Behaviour ok(String body) {
    return Behaviour.status(200, Map.of("Content-Type", "application/json"), body);
  }

  private TokenStatus.ReauthorizationNeeded awaitReauthorization(TokenKey key) {
    return (TokenStatus.ReauthorizationNeeded)
        await("a person is needed for " + key)
            .atMost(WAIT)
            .until(
                () -> demo.system().tokens(DemoSystem.TENANT).status(key),
                TokenStatus.ReauthorizationNeeded.class::isInstance);
  }
}
