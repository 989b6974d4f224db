// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.registry;

import io.tokenbroker.topic.Topic;
import io.tokenbroker.topic.Topics;
import io.tokenbroker.wire.FingerprintSchemaIds;
import io.tokenbroker.wire.MalformedRecordException;
import io.tokenbroker.wire.SchemaIds;
import io.tokenbroker.wire.SchemasUnavailableException;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.avro.Schema;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ids from a schema registry. The ids of what is written are found at the start, on a thread of its
 * own that goes on until it has them all; so writing never waits. An id that is read is looked up
 * when it is first seen; whoever reads waits a second at most, and tries again later. What is known
 * stays known while the registry is away. Thread-safe.
 */
public final class RegistrySchemaIds implements SchemaIds {
  private static final Logger log = LoggerFactory.getLogger(RegistrySchemaIds.class);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

  private final WrittenSchemas written;
  private final KnownSchemas known;
  private final FingerprintSchemaIds fingerprints = new FingerprintSchemaIds();
  private final CountDownLatch ready = new CountDownLatch(1);
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final Thread resolver;
  private volatile Optional<String> startTrouble =
      Optional.of("the schema ids are being asked for");
  private volatile Optional<String> lookupTrouble = Optional.empty();

  /**
   * Starts to find the ids; the registry need not be there yet.
   *
   * @param topics names of the topics
   * @param topicsWritten the topics that this process writes
   * @throws RegistryException if a file of the TLS settings can't be used
   */
  public static RegistrySchemaIds open(
      RegistrySettings settings, Topics topics, Collection<Topic> topicsWritten) {
    return new RegistrySchemaIds(settings, topics, topicsWritten);
  }

  /** Ids from the registry if there is one, else from fingerprints. */
  public static SchemaIds orFingerprints(
      Optional<RegistrySettings> registry, Topics topics, Collection<Topic> topicsWritten) {
    return registry
        .<SchemaIds>map(settings -> open(settings, topics, topicsWritten))
        .orElseGet(FingerprintSchemaIds::new);
  }

  private RegistrySchemaIds(
      RegistrySettings settings, Topics topics, Collection<Topic> topicsWritten) {
    SchemaRegistry registry = new SchemaRegistry(settings);
    this.known = new KnownSchemas(registry::byId);
    this.written =
        new WrittenSchemas(
            registry, settings.autoRegister(), Subject.of(topics, topicsWritten), known::put);
    this.resolver = new Thread(this::resolve, "schema-ids");
    resolver.setDaemon(true);
    resolver.start();
  }

  @Override
  public int idOf(String topic, Schema schema) {
    return written
        .idOf(topic, schema)
        .orElseThrow(
            () ->
                new SchemasUnavailableException(
                    "the id of the "
                        + schema.getName()
                        + " schema for topic "
                        + topic
                        + " is not known"
                        + startTrouble.map(reason -> ": " + reason).orElse("")));
  }

  @Override
  public Schema schemaOf(int id) {
    // A registry's ids are positive; no need to ask for others.
    Lookup lookup = id < 0 ? new Lookup.Absent("no registry's id") : known.find(id);
    if (lookup instanceof Lookup.Found found) {
      lookupTrouble = Optional.empty();
      return found.schema();
    }
    if (lookup instanceof Lookup.Absent absent) {
      lookupTrouble = Optional.empty();
      throw new MalformedRecordException(
          "schema id "
              + Integer.toUnsignedString(id)
              + " is "
              + absent.problem()
              + (fingerprints.knows(id)
                  ? ": the record was written without a registry, whose records a deployment with a"
                      + " registry can't read"
                  : ""));
    }
    String problem = lookup instanceof Lookup.Unanswered unanswered ? unanswered.problem() : "";
    lookupTrouble =
        Optional.of("a record with schema id " + id + " waits for its schema: " + problem);
    throw new SchemasUnavailableException(
        "the schema with id " + id + " is not known yet: " + problem);
  }

  @Override
  public boolean awaitReady(Duration timeout) throws InterruptedException {
    return ready.await(timeout.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public Optional<String> trouble() {
    return startTrouble.or(() -> lookupTrouble);
  }

  @Override
  public void close() {
    stopping.countDown();
    resolver.interrupt();
    known.close();
    try {
      resolver.join(CLOSE_TIMEOUT.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void resolve() {
    Duration pause = FIRST_PAUSE;
    try {
      for (; ; ) {
        Optional<String> missing = tried();
        if (missing.isEmpty()) {
          startTrouble = Optional.empty();
          ready.countDown();
          return;
        }
        if (!missing.equals(startTrouble)) {
          log.atWarn()
              .addKeyValue("reason", missing.get())
              .log("schema ids are not known, waiting");
        }
        startTrouble = missing;
        if (stopping.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
          return;
        }
        Duration doubled = pause.multipliedBy(2);
        pause = doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
      }
    } catch (InterruptedException e) {
      // close() interrupts: the thread ends.
      Thread.currentThread().interrupt();
    }
  }

  private Optional<String> tried() {
    try {
      return written.resolve();
    } catch (RegistryException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }
}
