// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.store;

import io.tokenbroker.key.TokenKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The time-ordered index of what is due: one entry per grant, whose key is the due time in epoch
 * milliseconds (8 bytes, big-endian) followed by the token key. A look at what is due reads that
 * range only, so it costs what is due and not what is stored.
 *
 * <p>The key of eight zero bytes holds a time below which nothing is left: after a restart the scan
 * starts there and not at the tombstones of all that was ever due. Not thread-safe.
 */
public final class DueIndex {
  private static final byte[] ENTRY = {1};
  private static final Bytes FLOOR_KEY = Bytes.wrap(new byte[Long.BYTES]);
  private static final Duration FLOOR_STEP = Duration.ofMinutes(1);

  private final KeyValueStore<Bytes, byte[]> store;
  private long floor;
  private long storedFloor;

  public DueIndex(KeyValueStore<Bytes, byte[]> store) {
    this.store = store;
    this.storedFloor =
        Optional.ofNullable(store.get(FLOOR_KEY))
            .map(value -> ByteBuffer.wrap(value).getLong())
            .orElse(1L);
    this.floor = storedFloor;
  }

  /** One grant's time has come. */
  public record Entry(Instant dueAt, TokenKey key) {}

  void move(TokenKey key, Optional<Instant> before, Optional<Instant> next) {
    if (before.equals(next)) {
      return;
    }
    before.ifPresent(time -> store.delete(entryKey(key, time)));
    next.ifPresent(
        time -> {
          store.put(entryKey(key, time), ENTRY);
          long millis = millis(time);
          if (millis < floor) {
            lowerFloor(millis);
          }
        });
  }

  /** Up to {@code limit} entries that are due, oldest first. */
  public List<Entry> due(Instant now, int limit) {
    List<Entry> entries = new ArrayList<>();
    // Keys of the millisecond after now are greater than every key of now, whatever follows.
    Bytes end = Bytes.wrap(ByteBuffer.allocate(Long.BYTES).putLong(millis(now) + 1).array());
    Bytes start = Bytes.wrap(ByteBuffer.allocate(Long.BYTES).putLong(floor).array());
    try (KeyValueIterator<Bytes, byte[]> range = store.range(start, end)) {
      while (range.hasNext() && entries.size() < limit) {
        KeyValue<Bytes, byte[]> next = range.next();
        if (next.key.get().length > Long.BYTES) {
          entries.add(entry(next.key.get()));
        }
      }
    }
    raiseFloor(entries.isEmpty() ? millis(now) : millis(entries.get(0).dueAt()));
    return entries;
  }

  /** Removes an entry that belongs to no grant's state any more. */
  public void drop(Entry entry) {
    store.delete(entryKey(entry.key(), entry.dueAt()));
  }

  /** Looks at the entry again later: the grant that it belongs to can't be handled now. */
  public void postpone(Entry entry, Instant to) {
    store.delete(entryKey(entry.key(), entry.dueAt()));
    store.put(entryKey(entry.key(), to), ENTRY);
  }

  private void raiseFloor(long millis) {
    floor = Math.max(floor, millis);
    if (floor - storedFloor >= FLOOR_STEP.toMillis()) {
      storeFloor();
    }
  }

  private void lowerFloor(long millis) {
    floor = millis;
    if (floor < storedFloor) {
      storeFloor();
    }
  }

  private void storeFloor() {
    storedFloor = floor;
    store.put(FLOOR_KEY, ByteBuffer.allocate(Long.BYTES).putLong(floor).array());
  }

  private static Bytes entryKey(TokenKey key, Instant time) {
    byte[] text = key.toString().getBytes(StandardCharsets.UTF_8);
    return Bytes.wrap(
        ByteBuffer.allocate(Long.BYTES + text.length).putLong(millis(time)).put(text).array());
  }

  private static Entry entry(byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    Instant dueAt = Instant.ofEpochMilli(buffer.getLong());
    byte[] text = new byte[buffer.remaining()];
    buffer.get(text);
    return new Entry(dueAt, TokenKey.parse(new String(text, StandardCharsets.UTF_8)));
  }

  /** At least 1: zero is the floor's own key. */
  private static long millis(Instant time) {
    return Math.max(1, time.toEpochMilli());
  }
}
