// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.executor;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.tokenbroker.event.ReauthorizationRequired;
import io.tokenbroker.event.TokenRefreshed;
import io.tokenbroker.event.TokenRevoked;
import io.tokenbroker.key.TokenKey;
import io.tokenbroker.wire.EventCodec;
import io.tokenbroker.wire.MalformedRecordException;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * The last known state of every grant. A key's version only grows: an older record, or the same one
 * published again, changes nothing. One thread applies records, any thread reads.
 */
final class TokenView {
  private final Cache<TokenKey, TokenEntry> entries;
  private final EventCodec codec;
  private final Predicate<TokenKey> filter;
  private final ClientCounters counters;

  TokenView(EventCodec codec, Predicate<TokenKey> filter, long maxTokens, ClientCounters counters) {
    this.codec = codec;
    this.filter = filter;
    this.counters = counters;
    this.entries =
        Caffeine.newBuilder()
            .maximumSize(maxTokens)
            .<TokenKey, TokenEntry>evictionListener(
                (key, entry, cause) ->
                    Optional.ofNullable(key).ifPresent(it -> counters.evicted(it, maxTokens)))
            .build();
  }

  /** The last known state; empty if nothing is known. */
  Optional<TokenEntry> find(TokenKey key) {
    return Optional.ofNullable(entries.getIfPresent(key));
  }

  /** The cache itself, for the one path that must not allocate. */
  Cache<TokenKey, TokenEntry> entries() {
    return entries;
  }

  long size() {
    return entries.estimatedSize();
  }

  /**
   * Takes a record in.
   *
   * @return what the record changed, apart from a removal
   */
  Optional<TokenChange> apply(ConsumerRecord<String, byte[]> record) {
    try {
      TokenKey key = TokenKey.parse(String.valueOf(record.key()));
      if (!filter.test(key)) {
        return Optional.empty();
      }
      Optional<byte[]> value = Optional.ofNullable(record.value());
      if (value.isEmpty()) {
        entries.invalidate(key);
        return Optional.empty();
      }
      return keepNewer(read(key, codec.decode(value.get())));
    } catch (MalformedRecordException | IllegalArgumentException e) {
      counters.malformedRecord(
          String.valueOf(record.key()), record.partition(), record.offset(), e);
      return Optional.empty();
    }
  }

  /** Looks first and writes then: nobody else writes. */
  private Optional<TokenChange> keepNewer(TokenEntry entry) {
    Optional<TokenEntry> known = find(entry.key());
    if (known.isPresent() && !entry.version().isNewerThan(known.get().version())) {
      return Optional.empty();
    }
    entries.put(entry.key(), entry);
    return Optional.of(new TokenChange(entry, known));
  }

  private static TokenEntry read(TokenKey key, SpecificRecord event) {
    if (event instanceof TokenRefreshed refreshed) {
      return TokenEntry.of(key, refreshed);
    } else if (event instanceof ReauthorizationRequired required) {
      return TokenEntry.of(key, required);
    } else if (event instanceof TokenRevoked revoked) {
      return TokenEntry.of(key, revoked);
    }
    throw new MalformedRecordException("not a token event: " + event.getSchema().getName());
  }
}
