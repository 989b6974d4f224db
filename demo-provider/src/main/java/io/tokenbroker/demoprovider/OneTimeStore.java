// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.demoprovider;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Values that can be taken once, until they expire. Bounded: when it is full the oldest gives way.
 * Thread-safe.
 *
 * @param <V> what is kept
 */
final class OneTimeStore<V> {

  private record Entry<V>(V value, Instant expiresAt) {}

  private final Map<Sha256, Entry<V>> entries;
  private final Duration lifetime;
  private final Clock clock;

  OneTimeStore(int capacity, Duration lifetime, Clock clock) {
    this.lifetime = lifetime;
    this.clock = clock;
    this.entries =
        new LinkedHashMap<>() {
          @Override
          protected boolean removeEldestEntry(Map.Entry<Sha256, Entry<V>> eldest) {
            return size() > capacity;
          }
        };
  }

  synchronized void put(String key, V value) {
    entries.put(Sha256.of(key), new Entry<>(value, clock.instant().plus(lifetime)));
  }

  synchronized Optional<V> take(String key) {
    return Optional.ofNullable(entries.remove(Sha256.of(key)))
        .filter(entry -> clock.instant().isBefore(entry.expiresAt()))
        .map(Entry::value);
  }

  /** The value, which stays. */
  synchronized Optional<V> peek(String key) {
    return Optional.ofNullable(entries.get(Sha256.of(key)))
        .filter(entry -> clock.instant().isBefore(entry.expiresAt()))
        .map(Entry::value);
  }

  /** Keeps the value unless there is one; says whether it did. */
  synchronized boolean putIfAbsent(String key, V value) {
    if (peek(key).isPresent()) {
      return false;
    }
    put(key, value);
    return true;
  }
}
