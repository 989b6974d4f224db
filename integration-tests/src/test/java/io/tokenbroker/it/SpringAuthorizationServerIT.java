// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tokenbroker.executor.AccessToken;
import io.tokenbroker.executor.TokenClient;
import io.tokenbroker.executor.TokenStatus;
import io.tokenbroker.it.browser.Browser;
import io.tokenbroker.it.spring.Person;
import io.tokenbroker.it.spring.SpringAuthorizationServer;
import io.tokenbroker.it.spring.SpringAuthorizationServer.Registration;
import io.tokenbroker.it.system.ApplicationApi;
import io.tokenbroker.it.system.TestConnector;
import io.tokenbroker.it.system.TestSystem;
import io.tokenbroker.key.ConnectorId;
import io.tokenbroker.key.TokenKey;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The main job against an authorization server that others wrote. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class SpringAuthorizationServerIT {
  private static final Duration WAIT = Duration.ofSeconds(30);
  private static final Duration SHORT_LIFETIME = Duration.ofSeconds(8);
  private static final Duration LONG_LIFETIME = Duration.ofMinutes(10);

  private final SpringAuthorizationServer server =
      SpringAuthorizationServer.start(
          Stream.of("acme", "globex")
              .flatMap(
                  tenant ->
                      Stream.of(
                          registration(tenant, "calendar", LONG_LIFETIME),
                          registration(tenant, "ledger", SHORT_LIFETIME)))
              .toList());

  private final TestSystem system;

  SpringAuthorizationServerIT(@TempDir Path folder) {
    system = TestSystem.start(folder, connectors());
  }

  @BeforeAll
  void startBroker() throws InterruptedException {
    system.startBroker("one");
  }

  @AfterAll
  void close() {
    system.close();
    server.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"acme", "globex"})
  void aPersonalGrantIsConnectedRefreshedOnRejectionAndRevoked(String tenant) throws Exception {
    TokenKey key = TokenKey.personal(tenant, "calendar", "u-1");
    TokenClient runner = system.tokens(tenant);
    AccessToken first = connect(new Person("ada"), key);
    assertThat(server.subjectOf(first)).contains("ada");
    assertThat(first.subject()).contains("ada");

    runner.reportRejected(first);
    AccessToken second =
        runner
            .refreshed(key, first.version(), WAIT)
            .toCompletableFuture()
            .get(WAIT.toSeconds(), TimeUnit.SECONDS);

    assertThat(second.version().isNewerThan(first.version())).isTrue();
    assertThat(second.secret()).isNotEqualTo(first.secret());
    assertThat(server.subjectOf(second)).contains("ada");
    disconnect(key, second);
  }

  @ParameterizedTest
  @ValueSource(strings = {"acme", "globex"})
  void aSharedGrantIsRefreshedBeforeItExpiresAndRevoked(String tenant) {
    TokenKey key = TokenKey.shared(tenant, "ledger");
    AccessToken first = connect(new Person("grace"), key);
    assertThat(server.isActive(first)).isTrue();

    AccessToken second = awaitNewer(key, first);
    AccessToken third = awaitNewer(key, second);

    assertThat(third.secret()).isNotEqualTo(second.secret()).isNotEqualTo(first.secret());
    assertThat(server.isActive(third)).isTrue();
    disconnect(key, third);
  }

  @Test
  void aCallbackReplayedFromAnotherBrowserIsRefusedAndTheGrantIsKept() {
    TokenKey key = TokenKey.personal("acme", "calendar", "u-2");
    Person person = new Person("grace");
    AccessToken token = connect(person, key);
    URI callback = person.browser().visited("/oauth/callback");

    Browser.Page stranger = new Browser().open(callback);
    Browser.Page again = person.browser().openToOutcome(callback);

    assertThat(stranger.status()).isEqualTo(400);
    assertThat(again.address().getQuery()).contains("result=succeeded");
    assertThat(system.tokens("acme").get(key)).contains(token);
    assertThat(server.isActive(token)).isTrue();
  }

  @Test
  void aTenantSeesNeitherOutcomesNorTokensOfAnother() {
    TokenKey key = TokenKey.personal("globex", "calendar", "u-3");
    ApplicationApi.Started started =
        system.api("globex").start(key, Optional.of(system.application().returnUrl()));
    new Person("grace").connect(started.connectUrl());
    awaitToken(key);

    assertThat(
            system.api("globex").outcome(started.authorizationId()).body().path("status").asText())
        .isEqualTo("succeeded");
    assertThat(system.api("acme").outcome(started.authorizationId()).body().fieldNames())
        .toIterable()
        .containsExactlyInAnyOrder("authorizationId", "status");
    assertThat(system.api("acme").outcome(started.authorizationId()).body().path("status").asText())
        .isEqualTo("pending");
    assertThat(system.tokens("acme").get(key)).isEmpty();
    assertThat(system.tokens("acme").status(key)).isInstanceOf(TokenStatus.Unknown.class);
  }

  private AccessToken connect(Person person, TokenKey key) {
    ApplicationApi api = system.api(key.tenant());
    ApplicationApi.Started started = api.start(key, Optional.of(system.application().returnUrl()));
    assertThat(api.outcome(started.authorizationId()).body().path("status").asText())
        .isEqualTo("pending");

    Browser.Page end = person.browser().awaitOutcome(person.connect(started.connectUrl()));

    assertThat(end.address().toString()).startsWith(system.application().returnUrl().toString());
    assertThat(end.address().getQuery())
        .contains("result=succeeded")
        .contains("authorization_id=" + started.authorizationId())
        .contains("connector=" + key.connector());
    assertThat(api.outcome(started.authorizationId()).body().path("status").asText())
        .isEqualTo("succeeded");
    return awaitToken(key);
  }

  private void disconnect(TokenKey key, AccessToken last) {
    ApplicationApi.Answer answer = system.api(key.tenant()).disconnect(key);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body().path("state").asText()).startsWith("revo");
    await("the runner is told")
        .atMost(WAIT)
        .until(() -> system.tokens(key.tenant()).status(key) instanceof TokenStatus.Revoked);
    assertThat(system.tokens(key.tenant()).get(key)).isEmpty();
    await("the server has revoked").atMost(WAIT).until(() -> !server.isActive(last));
  }

  private AccessToken awaitToken(TokenKey key) {
    return await("a token at the runner")
        .atMost(WAIT)
        .until(() -> system.tokens(key.tenant()).get(key), Optional::isPresent)
        .orElseThrow();
  }

  private AccessToken awaitNewer(TokenKey key, AccessToken old) {
    return await("a newer token at the runner")
        .atMost(WAIT)
        .until(
            () -> system.tokens(key.tenant()).get(key),
            token -> token.filter(is -> is.version().isNewerThan(old.version())).isPresent())
        .orElseThrow();
  }

  private List<TestConnector> connectors() {
    return Stream.of("acme", "globex")
        .flatMap(
            tenant ->
                Stream.of(
                    TestConnector.perUser(
                            new ConnectorId(tenant, "calendar"),
                            server.endpoints(),
                            client(tenant, "calendar"))
                        .withScopes("openid", "profile"),
                    TestConnector.perUser(
                            new ConnectorId(tenant, "ledger"),
                            server.endpoints(),
                            client(tenant, "ledger"))
                        .shared()
                        .withScopes("openid", "profile")))
        .toList();
  }

  /** The server sends no {@code iss}, so every connector has a callback of its own. */
  private static Registration registration(String tenant, String connector, Duration lifetime) {
    return new Registration(client(tenant, connector), "/oauth/callback/" + connector, lifetime);
  }

  private static TestConnector.Client client(String tenant, String connector) {
    return new TestConnector.Client(tenant + "-" + connector, "secret-of-" + tenant + connector);
  }
}
