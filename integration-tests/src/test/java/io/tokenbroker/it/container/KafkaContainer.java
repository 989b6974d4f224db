// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.it.container;

import com.github.dockerjava.api.model.AccessMode;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.Volume;
import io.tokenbroker.it.port.FreePort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;

/**
 * One Kafka broker in a container, at a port of the host that stays the same when it is stopped and
 * started again. Its data are in a folder of the test's.
 */
public final class KafkaContainer implements AutoCloseable {
  private static final String DATA = "/var/lib/kafka/data";

  /** The folder's files belong to the image's user, and the test's user has to remove them. */
  private static final String RUN = "umask 0000 && exec /etc/kafka/docker/run";

  private static final String LISTENS = "bash -c 'exec 3<>/dev/tcp/127.0.0.1/9092'";
  private static final Duration START_WAIT = Duration.ofMinutes(3);

  private final GenericContainer<?> container;
  private final int port;

  private KafkaContainer(GenericContainer<?> container, int port) {
    this.container = container;
    this.port = port;
  }

  /** Starts a broker; it answers when this returns. */
  public static KafkaContainer start(Path folder) {
    int port = FreePort.next();
    KafkaContainer kafka = new KafkaContainer(container(folder, port), port);
    try {
      kafka.container.start();
      return kafka;
    } catch (RuntimeException e) {
      kafka.close();
      throw e;
    }
  }

  public String bootstrapServers() {
    return container.getHost() + ":" + port;
  }

  /** Stops the broker and keeps what it knows. */
  public void stop() {
    container.getDockerClient().stopContainerCmd(container.getContainerId()).exec();
  }

  /** Starts it again, at the same address. */
  public void restart() {
    container.getDockerClient().startContainerCmd(container.getContainerId()).exec();
  }

  @Override
  public void close() {
    container.stop();
  }

  private static GenericContainer<?> container(Path folder, int port) {
    GenericContainer<?> container = new GenericContainer<>(Containers.Image.KAFKA.imageName());
    container.setBinds(
        List.of(new Bind(writableByAll(folder).toString(), new Volume(DATA), AccessMode.rw)));
    container.setPortBindings(List.of(port + ":9092"));
    return container
        .withCommand("bash", "-c", RUN)
        .withEnv(settings("127.0.0.1", port))
        .waitingFor(Wait.forSuccessfulCommand(LISTENS).withStartupTimeout(START_WAIT));
  }

  private static Map<String, String> settings(String host, int port) {
    return Map.ofEntries(
        Map.entry("CLUSTER_ID", "dG9rZW5icm9rZXItdGVzdA"),
        Map.entry("KAFKA_NODE_ID", "1"),
        Map.entry("KAFKA_PROCESS_ROLES", "broker,controller"),
        // The broker calls itself to end transactions, and finds the host's port not from inside.
        Map.entry("KAFKA_LISTENERS", "PLAINTEXT://:9092,CONTROLLER://:9093,BROKER://:9094"),
        Map.entry(
            "KAFKA_ADVERTISED_LISTENERS",
            "PLAINTEXT://" + host + ":" + port + ",BROKER://localhost:9094"),
        Map.entry("KAFKA_INTER_BROKER_LISTENER_NAME", "BROKER"),
        Map.entry(
            "KAFKA_LISTENER_SECURITY_PROTOCOL_MAP",
            "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,BROKER:PLAINTEXT"),
        Map.entry("KAFKA_CONTROLLER_LISTENER_NAMES", "CONTROLLER"),
        Map.entry("KAFKA_CONTROLLER_QUORUM_VOTERS", "1@localhost:9093"),
        Map.entry("KAFKA_LOG_DIRS", DATA),
        Map.entry("KAFKA_AUTO_CREATE_TOPICS_ENABLE", "false"),
        Map.entry("KAFKA_OFFSETS_RETENTION_MINUTES", "5256000"),
        // A broker that was killed is refused until its old session has ended.
        Map.entry("KAFKA_BROKER_SESSION_TIMEOUT_MS", "2000"),
        Map.entry("KAFKA_BROKER_HEARTBEAT_INTERVAL_MS", "250"),
        Map.entry("KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR", "1"),
        Map.entry("KAFKA_OFFSETS_TOPIC_NUM_PARTITIONS", "4"),
        Map.entry("KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR", "1"),
        Map.entry("KAFKA_TRANSACTION_STATE_LOG_MIN_ISR", "1"),
        Map.entry("KAFKA_TRANSACTION_STATE_LOG_NUM_PARTITIONS", "4"),
        Map.entry("KAFKA_SHARE_COORDINATOR_STATE_TOPIC_REPLICATION_FACTOR", "1"),
        Map.entry("KAFKA_SHARE_COORDINATOR_STATE_TOPIC_MIN_ISR", "1"),
        Map.entry("KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS", "0"),
        Map.entry("KAFKA_HEAP_OPTS", "-Xmx512m"));
  }

  private static Path writableByAll(Path folder) {
    try {
      Files.createDirectories(folder);
      return Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
