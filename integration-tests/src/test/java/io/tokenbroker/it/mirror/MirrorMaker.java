// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.it.mirror;

import io.tokenbroker.it.system.JvmProcess;
import io.tokenbroker.it.system.Program;
import io.tokenbroker.topic.Topic;
import io.tokenbroker.topic.Topics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Kafka's MirrorMaker 2 as a process: copies {@code token-events}, and requests back. */
final class MirrorMaker implements AutoCloseable {
  /** What the copy's name begins with where it does not keep the name. */
  static final String ALIAS = "mirrored";

  private static final String COMMON =
      """
      clusters = here, mirrored, there
      here.bootstrap.servers = %1$s
      mirrored.bootstrap.servers = %1$s
      there.bootstrap.servers = %2$s

      here->there.enabled = true
      here->there.topics = %3$s
      here->there.replication.policy.class = org.apache.kafka.connect.mirror.IdentityReplicationPolicy

      mirrored->there.enabled = true
      mirrored->there.topics = %3$s

      there->here.enabled = true
      there->here.topics = %4$s
      there->here.replication.policy.class = org.apache.kafka.connect.mirror.IdentityReplicationPolicy

      tasks.max = 1
      replication.factor = 1
      checkpoints.topic.replication.factor = 1
      heartbeats.topic.replication.factor = 1
      offset-syncs.topic.replication.factor = 1
      config.storage.replication.factor = 1
      offset.storage.replication.factor = 1
      offset.storage.partitions = 1
      status.storage.replication.factor = 1
      status.storage.partitions = 1
      emit.heartbeats.enabled = false
      emit.checkpoints.enabled = false
      sync.topic.acls.enabled = false
      refresh.topics.interval.seconds = 2
      offset.flush.interval.ms = 2000
      """;

  private static final String QUIET =
      """
      <configuration>
        <appender name="out" class="ch.qos.logback.core.ConsoleAppender">
          <encoder><pattern>%d %level %logger{0} %msg%n</pattern></encoder>
        </appender>
        <root level="WARN"><appender-ref ref="out"/></root>
      </configuration>
      """;

  private final JvmProcess process;

  private MirrorMaker(JvmProcess process) {
    this.process = process;
  }

  /** Starts, and does not wait for the first record. */
  static MirrorMaker start(Path folder, String here, String there, Topics topics) {
    try {
      Path settings =
          Files.writeString(
              folder.resolve("mirror.properties"),
              COMMON.formatted(
                  here,
                  there,
                  topics.name(Topic.TOKEN_EVENTS),
                  topics.name(Topic.REFRESH_REQUESTS)));
      Path logging = Files.writeString(folder.resolve("mirror-logback.xml"), QUIET);
      return new MirrorMaker(
          JvmProcess.start(
              Program.mirrorMaker(),
              List.of(settings.toString()),
              Map.of("JAVA_TOOL_OPTIONS", "-Dlogback.configurationFile=" + logging),
              folder.resolve("mirror.log")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether it has given up; its log is in the folder. */
  boolean hasEnded() {
    return !process.isAlive();
  }

  @Override
  public void close() {
    process.close();
  }
}
