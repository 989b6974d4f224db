// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.benchmarks.kafka;

import io.tokenbroker.standalone.kafka.EmbeddedKafka;
import io.tokenbroker.standalone.kafka.EmbeddedKafkaSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.Uuid;

/**
 * Kafka on the loopback address: one node in this process, which is the least that a record can
 * cost, or three processes that keep each record three times and acknowledge it when two have it,
 * as in production.
 */
public final class KafkaNodes implements AutoCloseable {
  private static final int THREE = 3;
  private static final Duration START = Duration.ofMinutes(2);
  private static final Duration STOP = Duration.ofSeconds(10);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);

  private final String bootstrapServers;
  private final int count;
  private final List<AutoCloseable> running;

  private KafkaNodes(String bootstrapServers, int count, List<AutoCloseable> running) {
    this.bootstrapServers = bootstrapServers;
    this.count = count;
    this.running = running;
  }

  /**
   * Starts; all nodes serve when this returns.
   *
   * @param count 1 or 3
   * @param folder for data and logs; made if it is missing
   * @throws IllegalStateException if they don't serve in time
   */
  public static KafkaNodes start(int count, Path folder) throws IOException, InterruptedException {
    return switch (count) {
      case 1 -> one(folder);
      case THREE -> three(folder);
      default -> throw new IllegalArgumentException("Kafka with 1 node or 3, not " + count);
    };
  }

  /** Kafka client settings. */
  public Map<String, String> client() {
    return Map.of("bootstrap.servers", bootstrapServers);
  }

  /** How many there are, and so how often a record is kept. */
  public int count() {
    return count;
  }

  private static KafkaNodes one(Path folder) {
    EmbeddedKafka kafka = EmbeddedKafka.start(EmbeddedKafkaSettings.in(folder));
    return new KafkaNodes(kafka.bootstrapServers(), 1, List.of(kafka));
  }

  private static KafkaNodes three(Path folder) throws IOException, InterruptedException {
    Files.createDirectories(folder);
    List<Integer> ports = freePorts(2 * THREE);
    List<Integer> controllers = ports.subList(THREE, 2 * THREE);
    String clusterId = Uuid.randomUuid().toString();
    List<Process> processes = new ArrayList<>();
    KafkaNodes nodes =
        new KafkaNodes(
            ports.subList(0, THREE).stream()
                .map(port -> NodeSettings.HOST + ":" + port)
                .collect(Collectors.joining(",")),
            THREE,
            new ArrayList<>());
    try {
      for (int id = 1; id <= THREE; id++) {
        Path file = folder.resolve("node-" + id + ".properties");
        new NodeSettings(id, ports.get(id - 1), controllers, folder.resolve("log-" + id))
            .format(file, clusterId);
        Process process = process(file, folder.resolve("node-" + id + ".out"));
        processes.add(process);
        nodes.running.add(() -> stop(process));
      }
      nodes.awaitAll(processes);
      return nodes;
    } catch (IOException | InterruptedException | RuntimeException e) {
      nodes.close();
      throw e;
    }
  }

  /** All are free at this moment; the node that finds its own taken ends, and that is told. */
  private static List<Integer> freePorts(int count) throws IOException {
    List<ServerSocket> sockets = new ArrayList<>();
    try {
      List<Integer> ports = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        sockets.add(socket);
        ports.add(socket.getLocalPort());
      }
      return ports;
    } finally {
      for (ServerSocket socket : sockets) {
        socket.close();
      }
    }
  }

  private static Process process(Path file, Path out) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx512m",
            "-cp",
            System.getProperty("java.class.path"),
            KafkaNode.class.getName(),
            file.toString())
        .redirectErrorStream(true)
        .redirectOutput(out.toFile())
        .start();
  }

  private void awaitAll(List<Process> processes) throws InterruptedException {
    long end = System.nanoTime() + START.toNanos();
    try (Admin admin = Admin.create(Map.<String, Object>copyOf(client()))) {
      while (serving(admin) < count) {
        if (!processes.stream().allMatch(Process::isAlive)) {
          throw new IllegalStateException("a Kafka node has ended; is one of its ports taken?");
        }
        if (System.nanoTime() - end > 0) {
          throw new IllegalStateException("Kafka's nodes do not serve after " + START);
        }
        TimeUnit.MILLISECONDS.sleep(BETWEEN_LOOKS.toMillis());
      }
    }
  }

  private static int serving(Admin admin) throws InterruptedException {
    try {
      return admin.describeCluster().nodes().get(STOP.toSeconds(), TimeUnit.SECONDS).size();
    } catch (ExecutionException | TimeoutException e) {
      return 0;
    }
  }

  private static void stop(Process process) throws InterruptedException {
    // Its data goes too: nothing need be written down.
    process.destroyForcibly().waitFor(STOP.toSeconds(), TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    for (AutoCloseable node : running) {
      try {
        node.close();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (Exception e) {
        throw new IllegalStateException("a Kafka node could not be stopped", e);
      }
    }
  }
}
