// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.grant;

import io.tokenbroker.cli.cluster.CliException;
import io.tokenbroker.cli.cluster.TopicKeys;
import io.tokenbroker.key.TokenKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Topics in memory; those of transactions that came to nothing are in the log only. */
public final class FakeTopicKeys implements TopicKeys {
  private final Map<String, List<Seen>> committed = new LinkedHashMap<>();
  private final Map<String, List<Seen>> aborted = new LinkedHashMap<>();

  /** Makes the topics that all deployments have. */
  public FakeTopicKeys(GrantLogs logs) {
    logs.all().forEach(log -> committed.put(log.topic(), new ArrayList<>()));
  }

  public void value(GrantLog log, TokenKey key, Instant at) {
    add(committed, log, seen(bytes(key.toString()), true, at, Optional.empty()));
  }

  public void event(GrantLog log, TokenKey key, Instant at, Class<?> type) {
    add(committed, log, seen(bytes(key.toString()), true, at, Optional.of(type.getName())));
  }

  public void tombstone(GrantLog log, TokenKey key, Instant at) {
    add(committed, log, seen(bytes(key.toString()), false, at, Optional.empty()));
  }

  public void aborted(GrantLog log, TokenKey key, Instant at) {
    add(aborted, log, seen(bytes(key.toString()), true, at, Optional.empty()));
  }

  /** An entry of the due store's changelog. */
  public void due(GrantLog log, long dueAt, TokenKey key, boolean hasValue, Instant at) {
    add(committed, log, seen(dueKey(dueAt, key), hasValue, at, Optional.empty()));
  }

  /** Any record. */
  public void raw(GrantLog log, ByteBuffer key, Instant at) {
    add(committed, log, seen(key, true, at, Optional.empty()));
  }

  public void remove(GrantLog log) {
    committed.remove(log.topic());
  }

  @Override
  public void read(String topic, Which which, Consumer<Seen> handler) {
    Optional.ofNullable(committed.get(topic))
        .orElseThrow(() -> new CliException("topic " + topic + " does not exist"))
        .forEach(handler);
    if (which == Which.IN_THE_LOG) {
      aborted.getOrDefault(topic, List.of()).forEach(handler);
    }
  }

  static ByteBuffer dueKey(long dueAt, TokenKey key) {
    byte[] text = key.toString().getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(Long.BYTES + text.length).putLong(dueAt).put(text).flip();
  }

  static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  private static Seen seen(ByteBuffer key, boolean hasValue, Instant at, Optional<String> type) {
    return new Seen(key, hasValue, at, type);
  }

  private static void add(Map<String, List<Seen>> topics, GrantLog log, Seen seen) {
    topics.computeIfAbsent(log.topic(), absent -> new ArrayList<>()).add(seen);
  }
}
