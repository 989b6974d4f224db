// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.executor;

import io.tokenbroker.key.TokenKey;
import io.tokenbroker.key.TokenVersion;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts what goes wrong and says so in the log, without flooding it. Thread-safe. */
final class ClientCounters {
  private static final Logger log = LoggerFactory.getLogger(ClientCounters.class);
  private static final long QUIET_NANOS = Duration.ofMinutes(1).toNanos();

  private final LongAdder malformed = new LongAdder();
  private final LongAdder unopened = new LongAdder();
  private final LongAdder evictions = new LongAdder();
  private final LongAdder requests = new LongAdder();
  private final LongAdder failedRequests = new LongAdder();
  private final AtomicLong evictionLoggedAt = new AtomicLong(System.nanoTime() - QUIET_NANOS);

  void malformedRecord(String key, int partition, long offset, RuntimeException error) {
    malformed.increment();
    log.atError()
        .addKeyValue("tokenKey", key)
        .addKeyValue("partition", partition)
        .addKeyValue("offset", offset)
        .addKeyValue("error", error.toString())
        .log("a token event could not be read: what was known of the key before stays");
  }

  void tokenNotOpened(TokenKey key, TokenVersion version, RuntimeException error) {
    unopened.increment();
    log.atWarn()
        .addKeyValue("tokenKey", key)
        .addKeyValue("version", version)
        .addKeyValue("error", error.toString())
        .log("an access token could not be opened");
  }

  void evicted(TokenKey key, long maxTokens) {
    evictions.increment();
    long now = System.nanoTime();
    long last = evictionLoggedAt.get();
    if (now - last >= QUIET_NANOS && evictionLoggedAt.compareAndSet(last, now)) {
      log.atError()
          .addKeyValue("tokenKey", key)
          .addKeyValue("maxTokens", maxTokens)
          .addKeyValue("evictions", evictions.sum())
          .log("more tokens than maxTokens: some keys are unknown here, raise it or set a filter");
    }
  }

  void requestSent() {
    requests.increment();
  }

  void requestFailed(TokenKey key, Exception error) {
    failedRequests.increment();
    log.atWarn()
        .addKeyValue("tokenKey", key)
        .addKeyValue("error", error.toString())
        .log("a refresh could not be asked for; the next one who needs it tries again");
  }

  long evictions() {
    return evictions.sum();
  }

  TokenClientStats snapshot(long tokens) {
    return new TokenClientStats(
        tokens,
        malformed.sum(),
        unopened.sum(),
        evictions.sum(),
        requests.sum(),
        failedRequests.sum());
  }
}
