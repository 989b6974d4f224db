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
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The topic {@code controls} as it stands: the last record of each key. What can't be read holds
 * calls back, for that is what the topic is for: an unreadable pause pauses, one whose key names
 * nobody's calls pauses all, and an unreadable home is none that any cluster has. Thread-safe.
 */
public final class Controls {
  private static final Logger log = LoggerFactory.getLogger(Controls.class);
  private static final String UNREADABLE = "its record can't be read";
  private static final int MAX_KEY_TOLD = 100;

  private final EventCodec codec;
  private final Map<PauseScope, Pause> pauses = new ConcurrentHashMap<>();
  private final Map<String, Pause> ofUnknownKeys = new ConcurrentHashMap<>();
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
    Optional<PauseScope> scope = scope(key);
    if (scope.isEmpty()) {
      value.ifPresentOrElse(
          bytes -> ofUnknownKeys.put(key, ofUnknownKey(key, at)), () -> ofUnknownKeys.remove(key));
    } else {
      value.ifPresentOrElse(
          bytes -> pauses.put(scope.get(), pause(scope.get(), bytes, at)),
          () -> pauses.remove(scope.get()));
    }
  }

  /** The pause that a connector's calls are under, the widest if there are several. */
  public Optional<Pause> pauseOf(ConnectorId connector) {
    if (pauses.isEmpty() && ofUnknownKeys.isEmpty()) {
      return Optional.empty();
    }
    return Optional.ofNullable(pauses.get(new PauseScope.All()))
        .or(() -> ofUnknownKeys.values().stream().findFirst())
        .or(() -> Optional.ofNullable(pauses.get(new PauseScope.OfTenant(connector.tenant()))))
        .or(() -> Optional.ofNullable(pauses.get(new PauseScope.OfConnector(connector))));
  }

  /** All pauses, by their scopes' texts. */
  public List<Pause> pauses() {
    return Stream.concat(pauses.values().stream(), ofUnknownKeys.values().stream())
        .sorted(Comparator.comparing(pause -> pause.scope().toString()))
        .toList();
  }

  /** The keys of pauses that name nobody's calls: such a pause ends with its key's tombstone. */
  public Set<String> unknownKeys() {
    return Set.copyOf(ofUnknownKeys.keySet());
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

  /** Perhaps of a newer version that knows narrower scopes: whose calls it means, nobody knows. */
  private static Pause ofUnknownKey(String key, Instant at) {
    String told =
        key.substring(0, Math.min(key.length(), MAX_KEY_TOLD)).replaceAll("[^\\x20-\\x7e]", "?");
    log.atWarn()
        .addKeyValue("key", told)
        .log("a control record's key names nobody's calls: all calls are held back");
    return new Pause(
        new PauseScope.All(), "unknown", "its key " + told + " names nobody's calls", at);
  }

  private static Optional<PauseScope> scope(String key) {
    try {
      return Optional.of(PauseScope.parse(key));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
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
