// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.control;

import io.tokenbroker.cli.cluster.ClusterOptions;
import io.tokenbroker.cli.cluster.RecordWriter;
import io.tokenbroker.cli.cluster.TopicRead;
import io.tokenbroker.control.Controls;
import io.tokenbroker.control.ControlsReader;
import io.tokenbroker.control.Home;
import io.tokenbroker.control.Pause;
import io.tokenbroker.event.AuditRecord;
import io.tokenbroker.key.PauseScope;
import io.tokenbroker.topic.Topic;
import io.tokenbroker.wire.EventCodec;
import io.tokenbroker.wire.EventRecords;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Reads and writes the topic {@code controls}; each change leaves an audit record. */
public final class ControlDesk {
  private static final List<Topic> WRITTEN = List.of(Topic.CONTROLS, Topic.AUDIT);

  private final ClusterOptions cluster;
  private final EventCodec codec;
  private final EventRecords records;
  private final String operator;
  private final Clock clock;

  /**
   * @param operator who changes things, for the audit
   */
  public ControlDesk(ClusterOptions cluster, String operator, Clock clock) {
    this.cluster = cluster;
    this.codec = cluster.codec(WRITTEN);
    this.records = new EventRecords(cluster.topics(), codec, clock, "/cli");
    this.operator = operator;
    this.clock = clock;
  }

  /**
   * The topic as it stands.
   *
   * @throws io.tokenbroker.cli.cluster.CliException if it can't be read in time
   */
  public Controls read() {
    Controls controls = new Controls(codec);
    Map<String, Object> kafka = cluster.kafka();
    try (ControlsReader reader = new ControlsReader(controls, cluster.topics(), kafka)) {
      TopicRead.awaitEnd(
          reader.follower(), cluster.topics().name(Topic.CONTROLS), kafka, cluster.timeout());
    }
    return controls;
  }

  /** Pauses, or gives a pause that is there another reason. */
  public Pause pause(PauseScope scope, String reason) {
    Pause pause = new Pause(scope, operator, reason, now());
    write(records.of(Topic.CONTROLS, scope.toString(), pause.event()));
    audit(scope.toString(), "provider_calls_paused", Optional.of(reason), Map.of());
    return pause;
  }

  /** Ends a pause; with that of all, also those whose keys name nobody's calls. */
  public void resume(PauseScope scope, Controls controls) {
    Set<String> keys = new TreeSet<>(Set.of(scope.toString()));
    if (scope instanceof PauseScope.All) {
      keys.addAll(controls.unknownKeys());
    }
    String topic = cluster.topics().name(Topic.CONTROLS);
    keys.forEach(key -> write(new ProducerRecord<>(topic, key, null)));
    audit(scope.toString(), "provider_calls_resumed", Optional.empty(), Map.of());
  }

  /**
   * Says that the deployment is at home in a cluster from now on.
   *
   * @param before where it was
   */
  public Home adopt(String clusterId, Optional<Home> before) {
    Home home = new Home(clusterId, before.map(Home::epoch).orElse(0L) + 1, operator, now());
    write(records.of(Topic.CONTROLS, Home.KEY, home.event()));
    audit(
        Home.KEY,
        "home_adopted",
        Optional.empty(),
        Map.of("cluster", clusterId, "epoch", Long.toString(home.epoch())));
    return home;
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }

  private void audit(
      String key, String action, Optional<String> reason, Map<String, String> details) {
    AuditRecord.Builder record =
        AuditRecord.newBuilder()
            .setAt(now())
            .setAction(action)
            .setActor(operator)
            .setGeneration(0)
            .setSequence(0)
            .setDetails(details);
    reason.ifPresent(record::setReason);
    write(records.of(Topic.AUDIT, key, record.build()));
  }

  private void write(ProducerRecord<String, byte[]> record) {
    try (RecordWriter writer = new RecordWriter(cluster.kafka(), cluster.timeout())) {
      writer.write(record);
    }
  }
}
