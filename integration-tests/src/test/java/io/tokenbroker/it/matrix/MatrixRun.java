// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.it.matrix;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.tokenbroker.demoprovider.Behaviour;
import io.tokenbroker.demoprovider.Demands;
import io.tokenbroker.demoprovider.DemoProvider;
import io.tokenbroker.demoprovider.DemoProviderSettings;
import io.tokenbroker.demoprovider.Endpoint;
import io.tokenbroker.demoprovider.RecordedRequest;
import io.tokenbroker.demoprovider.RegisteredClient;
import io.tokenbroker.executor.AccessToken;
import io.tokenbroker.it.system.ApplicationApi;
import io.tokenbroker.it.system.DemoSystem;
import io.tokenbroker.it.system.TestConnector;
import io.tokenbroker.it.system.TestSystem;
import io.tokenbroker.key.ConnectorId;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.awaitility.core.ConditionTimeoutException;

/** All rows at once in one system, each with a connector and a client of its own. */
final class MatrixRun implements AutoCloseable {
  /** Form encoding changes it, so that it matters who does it and how. */
  static final String SECRET = "it s+cret/%41:8c61f0b7d2";

  private static final Duration WAIT = Duration.ofMinutes(3);

  /** Rows say that they see it. */
  private static final Duration LIFETIME = Duration.ofMinutes(20);

  private static final Duration ALL = Duration.ofSeconds(90);
  private static final int BROWSERS = 8;

  private final List<Row> rows;
  private final DemoProvider provider;
  private final TestSystem system;
  private final MatrixPerson person = new MatrixPerson();
  private final Map<String, String> authorizations = new ConcurrentHashMap<>();
  private final Map<String, String> troubles = new ConcurrentHashMap<>();
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
              row.registered()
                  .apply(
                      new RegisteredClient(
                          row.name(), SECRET, List.of("http://127.0.0.1/oauth/*"))));
    }
    DemoProvider provider =
        DemoProvider.start(
            settings
                .withAccessTokenLifetime(LIFETIME)
                .withDevicePollInterval(Duration.ofSeconds(1)));
    provider.on(Endpoint.REVOCATION, MatrixRun::asItWasAsked);
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
                new TestConnector.Client(row.name(), SECRET)))
        .with(at -> at.withRequests(Changes.header(at.requests(), row.name())));
  }

  /** Requests without a client's name can't be scripted for one client; rows say what came. */
  private static Behaviour asItWasAsked(RecordedRequest request) {
    if (!request.path().equals("/revoke")) {
      return Demands.revokedByPath();
    }
    return request.header("Authorization").filter(has -> has.startsWith("Bearer ")).isPresent()
        ? Demands.revokedByBearer(request.method())
        : Behaviour.answerNormally();
  }

  /** Does what the rows need, and looks until all has been seen or it takes too long. */
  void run() {
    ExecutorService browsers = Executors.newFixedThreadPool(BROWSERS);
    try (Observer observer = new Observer(system, facts())) {
      CompletableFuture.allOf(
              rows.stream()
                  .map(row -> CompletableFuture.runAsync(() -> attempt(row), browsers))
                  .toArray(CompletableFuture<?>[]::new))
          .join();
      awaitAll(observer);
    } finally {
      browsers.shutdownNow();
    }
  }

  private FurtherFacts facts() {
    return new FurtherFacts(system, provider, authorizations);
  }

  /** Why a row did not come to its end; empty if it did. */
  String trouble(Row row) {
    return troubles.getOrDefault(row.name(), "");
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

  /** A row that gets stuck is one row that fails. */
  private void attempt(Row row) {
    try {
      drive(row);
    } catch (ConditionTimeoutException | AssertionError stuck) {
      troubles.put(row.name(), String.valueOf(stuck.getMessage()));
    }
  }

  private void drive(Row row) {
    provider.alwaysForClient(row.name(), Endpoint.TOKEN, row.otherwise());
    if (!row.step().needsGrant()) {
      script(row);
      obtain(row);
      return;
    }
    obtain(row);
    AccessToken token =
        await("a token for " + row)
            .atMost(WAIT)
            .until(() -> system.tokens(DemoSystem.TENANT).get(row.key()), Optional::isPresent)
            .orElseThrow();
    script(row);
    switch (row.step()) {
      case REFRESH -> system.tokens(DemoSystem.TENANT).reportRejected(token);
      case REVOKE -> api().disconnect(row.key());
      default -> obtain(row);
    }
  }

  private void script(Row row) {
    provider.onClient(
        row.name(), row.step().endpoint(), row.behaviours().toArray(Behaviour[]::new));
    if (row.step() == Row.Step.PUSH) {
      provider.alwaysForClient(row.name(), Endpoint.AUTHORIZATION, Demands.pushedRequestRequired());
    }
  }

  private void obtain(Row row) {
    switch (row.step()) {
      case DEVICE -> person.decide(atDevice(row), true);
      case DEVICE_DENIED -> person.decide(atDevice(row), false);
      case TOKEN_EXCHANGE ->
          authorizations.put(
              row.name(), api().exchange(row.key(), MatrixPerson.tokenOfAnotherIssuer()));
      default -> {
        ApplicationApi.Started started =
            api().start(row.key(), Optional.of(system.application().returnUrl()));
        authorizations.put(row.name(), started.authorizationId());
        person.visit(started.connectUrl());
      }
    }
  }

  private URI atDevice(Row row) {
    JsonNode told = api().startAtDevice(row.key()).body();
    authorizations.put(row.name(), told.path("authorizationId").asText());
    return URI.create(told.path("verificationUriComplete").asText());
  }

  private ApplicationApi api() {
    return system.api(DemoSystem.TENANT);
  }
}
