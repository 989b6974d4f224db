// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.connector;

import io.tokenbroker.cli.cluster.CliException;
import io.tokenbroker.cli.cluster.RecordWriter;
import io.tokenbroker.secrets.Sealer;
import io.tokenbroker.topic.Topic;
import io.tokenbroker.topic.Topics;
import io.tokenbroker.wire.EventCodec;
import io.tokenbroker.wire.EventRecords;
import io.tokenbroker.wire.FingerprintSchemaIds;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Brings the connectors topic to what is wanted: a new revision where a definition changed, nothing
 * where it did not, so that repeating it is harmless. Connectors that are not mentioned stay. Two
 * appliers at once for one connector are not coordinated: the later one's revision counts.
 */
public final class ConnectorApplier {
  private final Map<String, Object> kafka;
  private final Topics topics;
  private final Duration timeout;
  private final MetadataDiscovery discovery;
  private final ConnectorPlan plan;
  private final EventCodec codec;
  private final EventRecords records;

  /** For a deployment without a schema registry; the parameters are those below. */
  public ConnectorApplier(
      Map<String, Object> kafka,
      Topics topics,
      Sealer brokerInbox,
      Map<String, String> environment,
      String definedBy,
      Duration timeout) {
    this(
        kafka,
        topics,
        new EventCodec(new FingerprintSchemaIds()),
        brokerInbox,
        environment,
        definedBy,
        timeout);
  }

  /**
   * @param kafka Kafka client settings
   * @param brokerInbox seals client secrets: {@code KeysetFolder.brokerInboxSealer()}
   * @param definedBy who applies, for the audit
   * @param timeout the longest that reading the topic, one look-up or one write may take
   */
  public ConnectorApplier(
      Map<String, Object> kafka,
      Topics topics,
      EventCodec codec,
      Sealer brokerInbox,
      Map<String, String> environment,
      String definedBy,
      Duration timeout) {
    Clock clock = Clock.systemUTC();
    this.kafka = Map.copyOf(kafka);
    this.topics = topics;
    this.codec = codec;
    this.timeout = timeout;
    this.discovery = new MetadataDiscovery(timeout);
    this.plan = new ConnectorPlan(brokerInbox, Map.copyOf(environment), clock, definedBy);
    this.records = new EventRecords(topics, codec, clock, "/cli");
  }

  /**
   * Applies connectors.
   *
   * @param dryRun says what would happen, and writes nothing
   * @param renewSecrets makes a new revision of every connector that has a secret, with the secret
   *     as it is now: whether a secret changed can't be seen from its sealed form
   * @return one change for each connector, in the same order, and what an operator should know
   * @throws CliException if the topic, an issuer or a secret can't be read, or a write failed
   */
  public Applied apply(List<ConnectorSpec> wanted, boolean dryRun, boolean renewSecrets) {
    List<Completed> complete = wanted.stream().map(this::complete).toList();
    ConnectorCatalog catalog = ConnectorCatalog.read(kafka, topics, codec, timeout);
    List<ConnectorChange> changes =
        plan.changes(complete.stream().map(Completed::spec).toList(), catalog, renewSecrets);
    if (!dryRun && changes.stream().anyMatch(change -> change.written().isPresent())) {
      write(changes);
    }
    return new Applied(
        changes, complete.stream().flatMap(spec -> spec.warnings().stream()).toList());
  }

  /**
   * What applying did.
   *
   * @param changes one for each connector
   * @param warnings what is weak or unsure in them, a line each
   */
  public record Applied(List<ConnectorChange> changes, List<String> warnings) {
    public Applied {
      changes = List.copyOf(changes);
      warnings = List.copyOf(warnings);
    }
  }

  private void write(List<ConnectorChange> changes) {
    try (RecordWriter writer = new RecordWriter(kafka, timeout)) {
      for (ConnectorChange change : changes) {
        change
            .written()
            .ifPresent(
                defined ->
                    writer.write(
                        records.of(
                            Topic.CONNECTORS,
                            change.id().revisionKey(change.revision()),
                            defined)));
      }
    }
  }

  private Completed complete(ConnectorSpec spec) {
    if (!spec.needsDiscovery()) {
      return Completed.asItIs(spec);
    }
    String issuer =
        spec.provider()
            .endpoints()
            .issuer()
            .orElseThrow(
                () -> new CliException(spec.id() + " has neither endpoints nor an issuer"));
    return Completed.with(discovery.of(issuer, spec.provider().needsBrowser()), spec);
  }
}
