// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tokenbroker.demoprovider.Behaviour;
import io.tokenbroker.demoprovider.DemoProvider;
import io.tokenbroker.demoprovider.DemoProviderSettings;
import io.tokenbroker.demoprovider.RegisteredClient;
import io.tokenbroker.event.CallSucceeded;
import io.tokenbroker.event.ProviderRequest;
import io.tokenbroker.it.system.OperatorCommand;
import io.tokenbroker.it.system.TestConnector;
import io.tokenbroker.it.system.TestConnector.Client;
import io.tokenbroker.it.system.TestConnector.Endpoints;
import io.tokenbroker.it.system.TestSystem;
import io.tokenbroker.key.ConnectorId;
import io.tokenbroker.topic.Topic;
import io.tokenbroker.topic.Topics;
import io.tokenbroker.wire.EventCodec;
import io.tokenbroker.wire.FingerprintSchemaIds;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * A provider that takes connections and never answers, with a thousand refreshes due, beside one
 * that answers in 200 ms. The latency is from the decision to refresh to the durable result. Alone
 * and beside take turns in one JVM, and their medians are compared; a machine that is busy with
 * something else gets more turns, and the figures are printed.
 */
final class HungProviderIT {
  private static final String TENANT = "acme";
  private static final Client CLIENT = new Client("it-client", "it-client-secret-8c61f0b7d2");
  private static final int HEALTHY_GRANTS = 40;
  private static final int HUNG_GRANTS = 1_000;
  private static final Duration PHASE = Duration.ofSeconds(12);

  /** What has expired when its line is read is refreshed first, which the hung provider is not. */
  private static final Duration LONGER_THAN_THE_IMPORT = Duration.ofSeconds(60);

  private static final Duration WAIT = Duration.ofMinutes(3);
  private static final int TURNS = 3;
  private static final double LIMIT = 1.10;

  private final EventCodec codec = new EventCodec(new FingerprintSchemaIds());
  private final Topics names = Topics.defaults();

  private record Phase(Instant from, Instant to) {
    boolean has(Instant time) {
      return !time.isBefore(from) && time.isBefore(to);
    }
  }

  /** What one look at the logs gave. */
  private record Calls(Map<String, Instant> decided, Map<String, Instant> succeeded, int hungs) {}

  @Test
  void aThousandDueRefreshesOfAHungProviderDelayNoOthers(
      @TempDir(cleanup = CleanupMode.ON_SUCCESS) Path folder) throws Exception {
    try (DemoProvider healthy = provider(Duration.ofMillis(200));
        DemoProvider hung = provider(Duration.ZERO);
        TestSystem system =
            TestSystem.start(
                folder, List.of(connector("healthy", healthy), connector("hung", hung)))) {
      system.startBroker("one");
      healthy.onToken(request -> tokens());
      hung.onToken(request -> Behaviour.hang());
      importGrants(system, folder, "healthy", 0, HEALTHY_GRANTS, Duration.ofSeconds(15));
      await("healthy refreshes").atMost(WAIT).until(() -> healthy.requests().size() > 100);
      settle();

      List<Phase> alone = new ArrayList<>();
      List<Phase> beside = new ArrayList<>();
      double ratio = Double.MAX_VALUE;
      long heap = usedHeap();
      for (int turn = 0; turn < TURNS && ratio >= LIMIT; turn++) {
        alone.add(phase());
        int asked = hung.requests().size();
        hung.onToken(request -> Behaviour.hang());
        importGrants(
            system, folder, "hung", turn * HUNG_GRANTS, HUNG_GRANTS, LONGER_THAN_THE_IMPORT);
        await("the hung provider is asked")
            .atMost(WAIT)
            .until(() -> hung.requests().size() > asked + 200);
        beside.add(phase());
        Calls calls = calls(system, beside);
        ratio = report(calls, alone, beside);
        // Now it says that all of them are gone, and is asked no more.
        hung.onToken(request -> Behaviour.error(400, "invalid_grant"));
        if (ratio >= LIMIT) {
          settle();
        }
      }
      long grown = (usedHeap() - heap) >> 20;
      System.out.println("heap grew by " + grown + " MiB");

      assertThat(ratio).as("latency beside a hung provider : alone").isLessThan(LIMIT);
      assertThat(grown).as("MiB of heap that are kept").isLessThan(200);
    }
  }

  /** Prints the figures; returns the ratio of the medians. */
  private static double report(Calls calls, List<Phase> alone, List<Phase> beside) {
    List<Long> quiet = latencies(calls, alone);
    List<Long> loud = latencies(calls, beside);
    assertThat(quiet).as("refreshes alone").hasSizeGreaterThan(100);
    assertThat(loud).as("refreshes beside").hasSizeGreaterThan(100);
    double ratio = (double) median(loud) / median(quiet);
    System.out.printf(
        "refreshes of the healthy provider, median: alone %d ms (%d), beside the hung one %d ms"
            + " (%d), ratio %.3f; attempts at the hung one meanwhile: %d%n",
        median(quiet), quiet.size(), median(loud), loud.size(), ratio, calls.hungs());
    return ratio;
  }

  private static List<Long> latencies(Calls calls, List<Phase> phases) {
    return calls.succeeded().entrySet().stream()
        .flatMap(
            done ->
                Optional.ofNullable(calls.decided().get(done.getKey()))
                    .filter(start -> phases.stream().anyMatch(phase -> phase.has(start)))
                    .map(start -> Duration.between(start, done.getValue()).toMillis())
                    .stream())
        .sorted()
        .toList();
  }

  private static long median(List<Long> sorted) {
    return sorted.get(sorted.size() / 2);
  }

  private Calls calls(TestSystem system, List<Phase> beside) {
    Map<String, Instant> decided = new HashMap<>();
    Map<String, Instant> succeeded = new HashMap<>();
    int hungs = 0;
    for (ConsumerRecord<byte[], byte[]> record : system.events().everything()) {
      if (!record.topic().equals(names.name(Topic.PROVIDER_REQUESTS))
          && !record.topic().equals(names.name(Topic.PROVIDER_RESULTS))) {
        continue;
      }
      String key = new String(record.key(), StandardCharsets.UTF_8);
      SpecificRecord event = codec.decode(record.value());
      if (event instanceof ProviderRequest request) {
        if (key.contains("healthy")) {
          decided.put(key + request.getAttemptId(), request.getCreatedAt());
        } else if (beside.get(beside.size() - 1).has(request.getCreatedAt())) {
          hungs++;
        }
      } else if (event instanceof CallSucceeded success && key.contains("healthy")) {
        succeeded.put(key + success.getAttemptId(), Instant.ofEpochMilli(record.timestamp()));
      }
    }
    return new Calls(decided, succeeded, hungs);
  }

  /** Lets some time pass in which the refreshes are measured. */
  private static Phase phase() {
    Instant from = Instant.now();
    settleUntil(from.plus(PHASE));
    return new Phase(from, from.plus(PHASE));
  }

  private static void settle() {
    settleUntil(Instant.now().plusSeconds(5));
  }

  private static void settleUntil(Instant end) {
    await("the phase ends").atMost(WAIT).until(() -> !Instant.now().isBefore(end));
  }

  private static long usedHeap() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  private static void importGrants(
      TestSystem system, Path folder, String connector, int first, int count, Duration lifetime)
      throws IOException {
    String expiry = Instant.now().plus(lifetime).toString();
    String lines =
        IntStream.range(first, first + count)
            .mapToObj(
                i ->
                    "{\"tenant\":\"acme\",\"connector\":\"%s\",\"user\":\"u-%d\",\"access_token\":\"at-%d\",\"refresh_token\":\"rt-%d\",\"expires_at\":\"%s\"}"
                        .formatted(connector, i, i, i, expiry))
            .collect(Collectors.joining("\n"));
    Path file = Files.writeString(folder.resolve(connector + first + ".jsonl"), lines + "\n");
    OperatorCommand.Ended imported =
        system
            .operator()
            .run(
                "grants",
                "import",
                file.toString(),
                "--keys",
                system.keysFolder().toString(),
                "--rate",
                "200");
    assertThat(imported.exitCode()).as(imported.toString()).isZero();
  }

  private static Behaviour tokens() {
    return Behaviour.status(
        200,
        Map.of("Content-Type", "application/json"),
        "{\"access_token\":\"at\",\"token_type\":\"Bearer\",\"refresh_token\":\"rt\",\"expires_in\":4}");
  }

  private static DemoProvider provider(Duration latency) {
    return DemoProvider.start(
        DemoProviderSettings.defaults()
            .withLatency(latency)
            .withClient(
                new RegisteredClient(
                    CLIENT.id(), CLIENT.secret(), List.of("http://127.0.0.1/oauth/*"))));
  }

  private static TestConnector connector(String name, DemoProvider provider) {
    return TestConnector.perUser(new ConnectorId(TENANT, name), Endpoints.of(provider), CLIENT)
        .withGraceWindow(Duration.ofDays(1));
  }
}
