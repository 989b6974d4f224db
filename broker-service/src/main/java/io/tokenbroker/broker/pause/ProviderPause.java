// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.pause;

import io.tokenbroker.control.Controls;
import io.tokenbroker.control.ControlsReader;
import io.tokenbroker.control.Home;
import io.tokenbroker.key.ConnectorId;
import io.tokenbroker.topic.StateStore;
import io.tokenbroker.topic.Topic;
import io.tokenbroker.topic.TopicAdminException;
import io.tokenbroker.topic.Topics;
import io.tokenbroker.wire.EventCodec;
import io.tokenbroker.wire.EventRecords;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether provider calls are held back at this moment: it follows the topic {@code controls}, and
 * knows whether the broker is where its grants are at home. Thread-safe.
 */
public final class ProviderPause implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ProviderPause.class);
  private static final Duration ADMIN_TIMEOUT = Duration.ofSeconds(20);
  private static final Duration WRITE_TIMEOUT = Duration.ofSeconds(20);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);
  private static final String BROKER = "broker";

  private final Parts parts;
  private final Controls controls;
  private final ControlsReader reader;
  private volatile Optional<HomeCheck> check = Optional.empty();
  private volatile List<String> told = List.of();

  /**
   * What it works with.
   *
   * @param clientSettings Kafka client settings (bootstrap servers, security)
   * @param applicationId the broker's, which the grants' changelog is called after
   */
  public record Parts(
      Map<String, String> clientSettings,
      Topics topics,
      String applicationId,
      EventCodec codec,
      StartPaused rule,
      Clock clock) {}

  /**
   * Reads the topic and finds out where the broker is. A deployment's first start makes its cluster
   * the home; nothing else here writes.
   *
   * @throws TopicAdminException if the cluster can't be asked or the topic can't be read in time
   */
  public static ProviderPause start(Parts parts, Duration catchUp) throws InterruptedException {
    ClusterFacts facts;
    // Grants come after the home: asked in this order, a first start is never taken for a copy.
    try (Admin admin = Admin.create(Map.<String, Object>copyOf(parts.clientSettings()))) {
      facts =
          ClusterFacts.ask(
              admin, StateStore.TOKENS.changelog(parts.applicationId()), ADMIN_TIMEOUT);
    }
    ProviderPause pause = new ProviderPause(parts);
    try {
      pause.begin(facts, catchUp);
      return pause;
    } catch (RuntimeException | InterruptedException e) {
      pause.close();
      throw e;
    }
  }

  private ProviderPause(Parts parts) {
    this.parts = parts;
    this.controls = new Controls(parts.codec());
    this.reader =
        new ControlsReader(controls, parts.topics(), parts.clientSettings(), this::changed);
  }

  private void begin(ClusterFacts facts, Duration catchUp) throws InterruptedException {
    if (!reader.awaitCaughtUp(catchUp)) {
      throw new TopicAdminException(
          "could not read the controls topic within "
              + catchUp
              + reader.trouble().map(reason -> ": " + reason).orElse(""),
          null);
    }
    Optional<Home> home = controls.home();
    long epoch = home.map(Home::epoch).orElse(0L);
    if (home.isEmpty() && !facts.holdsGrants()) {
      Home first = new Home(facts.clusterId(), 1, BROKER, parts.clock().instant());
      write(first);
      epoch = first.epoch();
      controls.assume(first);
    }
    check = Optional.of(new HomeCheck(parts.rule(), facts.clusterId(), epoch));
    changed();
  }

  /** Whether calls of the connector's grants are held back. */
  public boolean isPaused(ConnectorId connector) {
    return controls.pauseOf(connector).isPresent() || obstacle().isPresent();
  }

  /** All that holds calls back at the moment, a line each; empty if nothing does. */
  public List<String> inForce() {
    return Stream.concat(
            obstacle().map(reason -> "all, " + reason).stream(),
            controls.pauses().stream().map(Object::toString))
        .toList();
  }

  /** Why the topic can't be read at the moment; what it said last holds meanwhile. */
  public Optional<String> trouble() {
    return reader.trouble();
  }

  @Override
  public void close() {
    reader.close();
  }

  private Optional<String> obstacle() {
    return check.flatMap(it -> it.obstacle(controls.home()));
  }

  private synchronized void changed() {
    List<String> now = inForce();
    if (check.isEmpty() || now.equals(told)) {
      return;
    }
    now.stream()
        .filter(pause -> !told.contains(pause))
        .forEach(
            pause ->
                log.atWarn()
                    .addKeyValue("paused", pause)
                    .log("provider calls are paused; 'tokenbroker resume' resumes them"));
    told.stream()
        .filter(pause -> !now.contains(pause))
        .forEach(pause -> log.atInfo().addKeyValue("paused", pause).log("a pause is over"));
    told = now;
  }

  private void write(Home home) throws InterruptedException {
    Map<String, Object> settings = new HashMap<>(parts.clientSettings());
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, (int) WRITE_TIMEOUT.toMillis());
    KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
    try {
      var unused =
          producer
              .send(
                  new EventRecords(parts.topics(), parts.codec(), parts.clock(), "/broker-service")
                      .of(Topic.CONTROLS, Home.KEY, home.event()))
              .get(WRITE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
      log.atInfo().addKeyValue("cluster", home.clusterId()).log("this cluster is home");
    } catch (ExecutionException | TimeoutException e) {
      throw new TopicAdminException("could not write where the broker is at home: " + e, e);
    } finally {
      producer.close(CLOSE_TIMEOUT);
    }
  }
}
