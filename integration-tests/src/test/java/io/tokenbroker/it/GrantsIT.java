// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tokenbroker.cli.provider.RefreshProfile;
import io.tokenbroker.demoprovider.Behaviour;
import io.tokenbroker.demoprovider.DemoProviderSettings;
import io.tokenbroker.demoprovider.GrantType;
import io.tokenbroker.event.LifetimeUnit;
import io.tokenbroker.event.RefreshPolicy;
import io.tokenbroker.event.RefreshReplay;
import io.tokenbroker.executor.AccessToken;
import io.tokenbroker.executor.TokenStatus;
import io.tokenbroker.it.browser.Browser;
import io.tokenbroker.it.system.DemoSystem;
import io.tokenbroker.it.system.OperatorCommand;
import io.tokenbroker.it.system.TestConnector;
import io.tokenbroker.key.TokenKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** What an operator does with grants, and what a runner sees of it. */
@TestInstance(Lifecycle.PER_CLASS)
final class GrantsIT {
  private static final Duration WAIT = Duration.ofMinutes(3);
  private static final String TENANT = DemoSystem.TENANT;

  private DemoSystem demo;
  private Path folder;

  @BeforeAll
  void start(@TempDir(cleanup = CleanupMode.ON_SUCCESS) Path dir) throws InterruptedException {
    folder = dir;
    List<UnaryOperator<TestConnector>> connectors =
        List.of(
            UnaryOperator.identity(),
            connector -> connector.named("machine").withClientCredentials(),
            connector -> connector.named("demand").withRefresh(onDemand()),
            connector -> connector.named("ending").withRefresh(endsInTenSeconds()));
    demo = DemoSystem.start(dir, DemoProviderSettings.defaults(), connectors);
    demo.system().startBroker("one");
  }

  @AfterAll
  void stop() {
    demo.close();
  }

  @Test
  void aSharedGrantIsObtainedWithTheClientsOwnCredentials() {
    TokenKey key = TokenKey.shared(TENANT, "machine");
    OperatorCommand.Ended obtained = operator().run("grants", "obtain", key.toString());

    assertThat(obtained.exitCode()).as(obtained.toString()).isZero();
    assertThat(token(key).version().sequence()).isOne();
    assertThat(demo.provider().tokenRequests(GrantType.CLIENT_CREDENTIALS)).isOne();
  }

  @Test
  void grantsOfAnotherSystemAreImportedWithAReportAndWork() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("grants.jsonl"),
            """
            {"tenant":"acme","connector":"demo","user":"bob","access_token":"at-bob","refresh_token":"rt-bob","expires_at":"2100-01-01T00:00:00Z","subject":"bob"}
            {"tenant":"acme","connector":"demo","user":"eve","refresh_token":"rt-of-nobody"}
            """);
    String keys = demo.system().keysFolder().toString();
    OperatorCommand.Ended dry =
        operator().run("grants", "import", file.toString(), "--keys", keys, "--dry-run");
    assertThat(dry.out()).contains("would create");

    OperatorCommand.Ended imported =
        operator().run("grants", "import", file.toString(), "--keys", keys);
    assertThat(imported.exitCode()).as(imported.toString()).isOne();
    assertThat(imported.out()).contains("imported", "failed", "invalid_grant");
    assertThat(imported.out() + imported.err() + dry).doesNotContain("rt-bob", "at-bob");
    assertThat(token(TokenKey.personal(TENANT, "demo", "bob")).subject()).contains("bob");
    assertThat(status(TokenKey.personal(TENANT, "demo", "eve")))
        .isInstanceOf(TokenStatus.Unknown.class);
  }

  @Test
  void onDemandATokenIsRefreshedWhenARunnerAsks() throws Exception {
    TokenKey key = TokenKey.personal(TENANT, "demand", "u-1");
    answersTheExchangeWithALifetimeOf(1);
    demo.callBack(new Browser(), key);
    await("the token has expired")
        .atMost(WAIT)
        .until(() -> status(key) instanceof TokenStatus.Expired);
    demo.provider().onToken(GrantType.REFRESH_TOKEN, tokens("at-asked", 3600));

    AccessToken token =
        demo.system()
            .tokens(TENANT)
            .getOrRefresh(key, WAIT)
            .toCompletableFuture()
            .get(WAIT.toSeconds(), TimeUnit.SECONDS);
    assertThat(token.version().sequence()).isEqualTo(2);
  }

  @Test
  void aKnownEndIsAnnouncedAheadAndTheTokenStaysUsable() {
    TokenKey key = TokenKey.personal(TENANT, "ending", "u-1");
    AccessToken token = demo.connect(key);
    TokenStatus.ReauthorizationNeeded announced =
        (TokenStatus.ReauthorizationNeeded)
            await("the end is announced")
                .atMost(WAIT)
                .until(() -> status(key), TokenStatus.ReauthorizationNeeded.class::isInstance);

    assertThat(announced.reason()).isEqualTo("grant_ends");
    assertThat(announced.requiredBy()).isPresent();
    assertThat(announced.stillUsable().map(AccessToken::secret)).contains(token.secret());
  }

  private void answersTheExchangeWithALifetimeOf(int seconds) {
    demo.provider().onToken(GrantType.AUTHORIZATION_CODE, tokens("at-short", seconds));
  }

  private static Behaviour tokens(String accessToken, int seconds) {
    return Behaviour.status(
        200,
        Map.of("Content-Type", "application/json"),
        """
        {"access_token":"%s","refresh_token":"rt-%s","token_type":"Bearer","expires_in":%d}
        """
            .formatted(accessToken, accessToken, seconds));
  }

  private OperatorCommand operator() {
    return demo.system().operator();
  }

  private TokenStatus status(TokenKey key) {
    return demo.system().tokens(TENANT).status(key);
  }

  private AccessToken token(TokenKey key) {
    return await("a token of " + key)
        .atMost(WAIT)
        .until(() -> demo.system().tokens(TENANT).get(key), Optional::isPresent)
        .orElseThrow();
  }

  private static RefreshProfile onDemand() {
    return profile(RefreshPolicy.ON_DEMAND, Optional.empty());
  }

  private static RefreshProfile endsInTenSeconds() {
    return profile(RefreshPolicy.PROACTIVE, Optional.of(Duration.ofSeconds(10)));
  }

  private static RefreshProfile profile(RefreshPolicy policy, Optional<Duration> grantLifetime) {
    return new RefreshProfile(
        policy,
        Optional.empty(),
        Optional.empty(),
        false,
        LifetimeUnit.SECONDS,
        Optional.empty(),
        grantLifetime,
        Optional.empty(),
        RefreshReplay.NEVER,
        Optional.empty());
  }
}
