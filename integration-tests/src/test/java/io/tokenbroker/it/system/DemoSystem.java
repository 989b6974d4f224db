// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.it.system;

import static org.awaitility.Awaitility.await;

import io.opentelemetry.api.OpenTelemetry;
import io.tokenbroker.demoprovider.ConsentClient;
import io.tokenbroker.demoprovider.DemoProvider;
import io.tokenbroker.demoprovider.DemoProviderSettings;
import io.tokenbroker.demoprovider.GrantType;
import io.tokenbroker.demoprovider.RecordedRequest;
import io.tokenbroker.demoprovider.RegisteredClient;
import io.tokenbroker.demoprovider.Sha256;
import io.tokenbroker.executor.AccessToken;
import io.tokenbroker.it.browser.Browser;
import io.tokenbroker.key.ConnectorId;
import io.tokenbroker.key.TokenKey;
import io.tokenbroker.registry.RegistrySettings;
import io.tokenbroker.topic.Topic;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** A {@link TestSystem} whose provider is the demo provider, in this JVM: it outlives brokers. */
public final class DemoSystem implements AutoCloseable {
  /** The tenant of all connectors. */
  public static final String TENANT = "acme";

  private static final TestConnector.Client CLIENT =
      new TestConnector.Client("it-client", "it-client-secret-8c61f0b7d2");
  private static final Duration WAIT = Duration.ofMinutes(3);

  private final DemoProvider provider;
  private final TestSystem system;
  private final ConsentClient person = new ConsentClient(Duration.ofSeconds(10));

  private DemoSystem(DemoProvider provider, TestSystem system) {
    this.provider = provider;
    this.system = system;
  }

  /**
   * Starts all but the broker.
   *
   * @param connectors what to make of a per-user connector that is called {@code demo}
   */
  public static DemoSystem start(
      Path folder, DemoProviderSettings settings, List<UnaryOperator<TestConnector>> connectors) {
    return start(folder, settings, connectors, Optional.empty());
  }

  /** Likewise, with a schema registry. */
  public static DemoSystem start(
      Path folder,
      DemoProviderSettings settings,
      List<UnaryOperator<TestConnector>> connectors,
      Optional<RegistrySettings> registry) {
    return start(settings, connectors, all -> TestSystem.start(folder, all, registry));
  }

  /**
   * Likewise, traced.
   *
   * @param tracing where the spans of {@code gateway}, {@code broker} and {@code runner} go
   */
  public static DemoSystem startTraced(
      Path folder, DemoProviderSettings settings, Function<String, OpenTelemetry> tracing) {
    return start(
        settings,
        List.of(UnaryOperator.identity()),
        all -> TestSystem.startTraced(folder, all, tracing));
  }

  private static DemoSystem start(
      DemoProviderSettings settings,
      List<UnaryOperator<TestConnector>> connectors,
      Function<List<TestConnector>, TestSystem> system) {
    DemoProvider provider =
        DemoProvider.start(
            settings.withClient(
                new RegisteredClient(
                    CLIENT.id(), CLIENT.secret(), List.of("http://127.0.0.1/oauth/*"))));
    TestConnector base =
        TestConnector.perUser(
            new ConnectorId(TENANT, "demo"), TestConnector.Endpoints.of(provider), CLIENT);
    try {
      return new DemoSystem(
          provider, system.apply(connectors.stream().map(change -> change.apply(base)).toList()));
    } catch (RuntimeException | AssertionError e) {
      provider.close();
      throw e;
    }
  }

  public TestSystem system() {
    return system;
  }

  public DemoProvider provider() {
    return provider;
  }

  /** The secret with which all connectors authenticate. */
  public String clientSecret() {
    return CLIENT.secret();
  }

  /** Connects a grant: link, consent, callback, token at the runner. */
  public AccessToken connect(TokenKey key) {
    Browser browser = new Browser();
    callBack(browser, key);
    return await("a token at the runner")
        .atMost(WAIT)
        .until(() -> system.tokens(TENANT).get(key), Optional::isPresent)
        .orElseThrow();
  }

  /** Goes through the flow in a browser, which ends at the application; returns the callback. */
  public URI callBack(Browser browser, TokenKey key) {
    URI link =
        system.api(TENANT).start(key, Optional.of(system.application().returnUrl())).connectUrl();
    try {
      URI callback = person.allow(browser.requestOf(link), "ada");
      Browser.Page end = browser.openToOutcome(callback);
      if (!end.address().getQuery().contains("result=succeeded")) {
        throw new AssertionError("the authorization ended with " + end.address().getQuery());
      }
      return callback;
    } catch (IOException e) {
      throw new AssertionError("no consent page", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  /** Waits until the runner has a newer token. */
  public AccessToken awaitNewer(AccessToken old) {
    return await("a newer token of " + old.key())
        .atMost(WAIT)
        .until(
            () -> system.tokens(TENANT).get(old.key()),
            token -> token.filter(is -> is.version().isNewerThan(old.version())).isPresent())
        .orElseThrow();
  }

  /** Says that a token was rejected, and waits for the one that comes of it. */
  public AccessToken replaceRejected(AccessToken rejected) {
    system.tokens(TENANT).reportRejected(rejected);
    return awaitNewer(rejected);
  }

  /** What the provider calls of a grant came to. */
  public Attempts attempts(TokenKey key) {
    return Attempts.in(system.events().of(Topic.PROVIDER_RESULTS, key));
  }

  /** How often each refresh token was sent to the provider, by its hash. */
  public Map<Sha256, Long> refreshTokenUses() {
    return provider.requests().stream()
        .filter(request -> request.grantType().equals(Optional.of("refresh_token")))
        .map(RecordedRequest::credential)
        .collect(Collectors.groupingBy(Optional::orElseThrow, Collectors.counting()));
  }

  /** How many code exchanges arrived at the provider. */
  public long exchanges() {
    return provider.tokenRequests(GrantType.AUTHORIZATION_CODE);
  }

  @Override
  public void close() {
    try {
      system.close();
    } finally {
      provider.close();
    }
  }
}
