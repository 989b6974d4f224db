// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.control;

import io.tokenbroker.event.HomeAdopted;
import io.tokenbroker.event.ProviderCallsPaused;
import io.tokenbroker.key.ConnectorId;
import io.tokenbroker.key.PauseScope;
import io.tokenbroker.wire.EventCodec;
import io.tokenbroker.wire.MalformedRecordException;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The topic {@code controls} as it stands: the last record of each key. What can't be read holds
 * calls back, for that is what the topic is for: an unreadable pause pauses, and an unreadable home
 * is none that any cluster has. Thread-safe.
 */
public final class Controls {
  private static final Logger log = LoggerFactory.getLogger(Controls.class);
  private static final String UNREADABLE = "its record can't be read";

  private final EventCodec codec;
  private final Map<PauseScope, Pause> pauses = new ConcurrentHashMap<>();
  private volatile Optional<Home> home = Optional.empty();

  public Controls(EventCodec codec) {
    this.codec = codec;
  }

  /**
   * Takes a record in.
   *
   * @throws io.tokenbroker.wire.SchemasUnavailableException if it can't be read at the moment
   */
  public void accept(ConsumerRecord<String, byte[]> record) {
    String key = String.valueOf(record.key());
    Optional<byte[]> value = Optional.ofNullable(record.value());
    Instant at = Instant.ofEpochMilli(Math.max(0, record.timestamp()));
    if (key.equals(Home.KEY)) {
      home = value.map(bytes -> home(bytes, at));
      return;
    }
    PauseScope scope = PauseScope.parse(key);
    value.ifPresentOrElse(
        bytes -> pauses.put(scope, pause(scope, bytes, at)), () -> pauses.remove(scope));
  }

  /** The pause that a connector's calls are under, the widest if there are several. */
  public Optional<Pause> pauseOf(ConnectorId connector) {
    if (pauses.isEmpty()) {
      return Optional.empty();
    }
    return Optional.ofNullable(pauses.get(new PauseScope.All()))
        .or(() -> Optional.ofNullable(pauses.get(new PauseScope.OfTenant(connector.tenant()))))
        .or(() -> Optional.ofNullable(pauses.get(new PauseScope.OfConnector(connector))));
  }

  /** All pauses, by their scopes' texts. */
  public List<Pause> pauses() {
    return pauses.values().stream()
        .sorted(Comparator.comparing(pause -> pause.scope().toString()))
        .toList();
  }

  /** Where the deployment is at home; empty if nobody has said. */
  public Optional<Home> home() {
    return home;
  }

  /** Takes a home for known that was just written, until the topic says another. */
  public void assume(Home written) {
    home = Optional.of(written);
  }

  private Pause pause(PauseScope scope, byte[] value, Instant at) {
    return decoded(scope.toString(), value)
        .filter(ProviderCallsPaused.class::isInstance)
        .map(ProviderCallsPaused.class::cast)
        .map(event -> new Pause(scope, event.getBy(), event.getReason(), event.getSince()))
        .orElseGet(() -> new Pause(scope, "unknown", UNREADABLE, at));
  }

  private Home home(byte[] value, Instant at) {
    return decoded(Home.KEY, value)
        .filter(HomeAdopted.class::isInstance)
        .map(HomeAdopted.class::cast)
        .map(
            event ->
                new Home(event.getClusterId(), event.getEpoch(), event.getBy(), event.getSince()))
        .orElseGet(() -> new Home("unknown: " + UNREADABLE, 0, "unknown", at));
  }

  private Optional<SpecificRecord> decoded(String key, byte[] value) {
    try {
      return Optional.of(codec.decode(value));
    } catch (MalformedRecordException e) {
      log.atError()
          .addKeyValue("key", key)
          .addKeyValue("error", String.valueOf(e.getMessage()))
          .log("a control record can't be read: calls are held back");
      return Optional.empty();
    }
  }
}
