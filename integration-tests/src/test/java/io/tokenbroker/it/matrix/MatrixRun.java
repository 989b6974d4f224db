// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.it.matrix;

import static org.awaitility.Awaitility.await;

import io.tokenbroker.demoprovider.Behaviour;
import io.tokenbroker.demoprovider.ConsentClient;
import io.tokenbroker.demoprovider.DemoProvider;
import io.tokenbroker.demoprovider.DemoProviderSettings;
import io.tokenbroker.demoprovider.Endpoint;
import io.tokenbroker.demoprovider.RegisteredClient;
import io.tokenbroker.executor.AccessToken;
import io.tokenbroker.it.browser.Browser;
import io.tokenbroker.it.system.DemoSystem;
import io.tokenbroker.it.system.TestConnector;
import io.tokenbroker.it.system.TestSystem;
import io.tokenbroker.key.ConnectorId;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.awaitility.core.ConditionTimeoutException;

/** All rows at once in one system, each with a connector and a client of its own. */
final class MatrixRun implements AutoCloseable {
  /** Form encoding changes it, so that it matters who does it and how. */
  private static final String SECRET = "it s+cret/%41:8c61f0b7d2";

  private static final Duration WAIT = Duration.ofSeconds(60);
  private static final Duration ALL = Duration.ofSeconds(90);
  private static final int BROWSERS = 8;

  private final List<Row> rows;
  private final DemoProvider provider;
  private final TestSystem system;
  private final ConsentClient person = new ConsentClient(Duration.ofSeconds(30));
  private final Map<String, Seen> seen = new HashMap<>();

  private MatrixRun(List<Row> rows, DemoProvider provider, TestSystem system) {
    this.rows = rows;
    this.provider = provider;
    this.system = system;
  }

  static MatrixRun start(Path folder, List<Row> rows) throws InterruptedException {
    DemoProviderSettings settings = DemoProviderSettings.defaults();
    for (Row row : rows) {
      settings =
          settings.withClient(
              new RegisteredClient(row.name(), SECRET, List.of("http://127.0.0.1/oauth/*")));
    }
    DemoProvider provider =
        DemoProvider.start(settings.withAccessTokenLifetime(WAIT.multipliedBy(20)));
    try {
      TestSystem system =
          TestSystem.start(folder, rows.stream().map(row -> connector(row, provider)).toList());
      MatrixRun run = new MatrixRun(rows, provider, system);
      system.startBroker("one");
      return run;
    } catch (RuntimeException | AssertionError e) {
      provider.close();
      throw e;
    }
  }

  private static TestConnector connector(Row row, DemoProvider provider) {
    return row.connector()
        .apply(
            TestConnector.perUser(
                new ConnectorId(DemoSystem.TENANT, row.name()),
                TestConnector.Endpoints.of(provider),
                new TestConnector.Client(row.name(), SECRET)));
  }

  /** Does what the rows need, and looks until all has been seen or it takes too long. */
  void run() {
    ExecutorService browsers = Executors.newFixedThreadPool(BROWSERS);
    try (Observer observer = new Observer(system)) {
      CompletableFuture.allOf(
              rows.stream()
                  .map(row -> CompletableFuture.runAsync(() -> drive(row), browsers))
                  .toArray(CompletableFuture<?>[]::new))
          .join();
      awaitAll(observer);
    } finally {
      browsers.shutdownNow();
    }
  }

  Seen seen(Row row) {
    return Optional.ofNullable(seen.get(row.name())).orElseThrow();
  }

  @Override
  public void close() {
    try {
      system.close();
    } finally {
      provider.close();
    }
  }

  private void awaitAll(Observer observer) {
    try {
      await("every row")
          .atMost(ALL)
          .pollInterval(Duration.ofSeconds(2))
          .until(
              () -> {
                seen.putAll(observer.look(rows));
                return rows.stream().allMatch(row -> seen(row).isWhat(row.expected()));
              });
    } catch (ConditionTimeoutException late) {
      // The rows that are not what they should be say so one by one.
      seen.putAll(observer.look(rows));
    }
  }

  private void drive(Row row) {
    provider.alwaysForClient(row.name(), Endpoint.TOKEN, row.otherwise());
    if (!row.step().needsGrant()) {
      script(row);
      visit(row);
      return;
    }
    visit(row);
    AccessToken token =
        await("a token for " + row)
            .atMost(WAIT)
            .until(() -> system.tokens(DemoSystem.TENANT).get(row.key()), Optional::isPresent)
            .orElseThrow();
    script(row);
    if (row.step() == Row.Step.REFRESH) {
      system.tokens(DemoSystem.TENANT).reportRejected(token);
    } else {
      system.api(DemoSystem.TENANT).disconnect(row.key());
    }
  }

  private void script(Row row) {
    provider.onClient(
        row.name(), row.step().endpoint(), row.behaviours().toArray(Behaviour[]::new));
  }

  private void visit(Row row) {
    Browser browser = new Browser();
    URI link =
        system
            .api(DemoSystem.TENANT)
            .start(row.key(), Optional.of(system.application().returnUrl()))
            .connectUrl();
    try {
      browser.open(person.allow(browser.redirectOf(link), "ada"));
    } catch (IOException e) {
      throw new AssertionError("no consent page for " + row, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }
}
