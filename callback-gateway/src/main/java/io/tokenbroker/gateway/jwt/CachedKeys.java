// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.jwt;

import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.JWK;
import io.tokenbroker.gateway.event.UnavailableException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The issuer's keys in memory. They are fetched again before they are old, and when a token names a
 * key that is not among them, but not more often than every ten seconds, whoever asks. While the
 * issuer is away the last ones stay in force for four hours. One fetch at a time; nobody's thread
 * waits for it. Thread-safe.
 */
final class CachedKeys {
  /** How long a key that the issuer took back may stay in force. */
  static final Duration FETCH_AGAIN = Duration.ofMinutes(5);

  static final Duration MIN_INTERVAL = Duration.ofSeconds(10);
  static final Duration OUTAGE = Duration.ofHours(4);
  private static final int MAX_WAITING = 1_000;
  private static final Logger log = LoggerFactory.getLogger(CachedKeys.class);

  private final Supplier<CompletableFuture<List<JWK>>> issuer;
  private final Clock clock;
  private final AtomicInteger waiting = new AtomicInteger();
  private final Object lock = new Object();
  private volatile Optional<KeyRing> current = Optional.empty();
  private volatile Optional<String> trouble = Optional.empty();

  // Guarded by the lock.
  private Optional<CompletableFuture<Void>> fetching = Optional.empty();
  private Instant lastFetch = Instant.MIN;

  CachedKeys(Supplier<CompletableFuture<List<JWK>>> issuer, Clock clock) {
    this.issuer = issuer;
    this.clock = clock;
  }

  /**
   * The key that a token's header means, if the issuer has it.
   *
   * @return fails with {@link UnavailableException} while there are no keys to look among
   */
  CompletableFuture<Optional<JWK>> find(JWSHeader header) {
    Optional<JWK> known = usable().flatMap(ring -> ring.find(header));
    if (known.isPresent()) {
      return CompletableFuture.completedFuture(known);
    }
    if (waiting.incrementAndGet() > MAX_WAITING) {
      waiting.decrementAndGet();
      return CompletableFuture.failedFuture(
          new UnavailableException("too many requests wait for the tokens' issuer"));
    }
    return fetch()
        .whenComplete((done, error) -> waiting.decrementAndGet())
        .thenApply(
            done ->
                usable()
                    .orElseThrow(
                        () -> new UnavailableException("the tokens' issuer has not been reached"))
                    .find(header));
  }

  /** Fetches the keys if they are about to be old. */
  void fetchAhead() {
    boolean fresh =
        usable()
            .filter(ring -> clock.instant().isBefore(ring.fetchedAt().plus(FETCH_AGAIN)))
            .isPresent();
    if (!fresh) {
      var unused = fetch();
    }
  }

  /** Why the keys could not be fetched the last time; empty if they could. */
  Optional<String> trouble() {
    return trouble;
  }

  private Optional<KeyRing> usable() {
    return current.filter(ring -> clock.instant().isBefore(ring.fetchedAt().plus(OUTAGE)));
  }

  /** Completes when a fetch has ended, or at once if it is too early for another. Never fails. */
  private CompletableFuture<Void> fetch() {
    CompletableFuture<Void> mine = new CompletableFuture<>();
    Instant now = clock.instant();
    synchronized (lock) {
      if (fetching.isPresent()) {
        return fetching.get().copy();
      }
      if (now.minus(MIN_INTERVAL).isBefore(lastFetch)) {
        return CompletableFuture.completedFuture(null);
      }
      fetching = Optional.of(mine);
      lastFetch = now;
    }
    var unused =
        issuer
            .get()
            .whenComplete(
                (keys, error) -> {
                  Optional.ofNullable(keys).ifPresent(it -> took(new KeyRing(it, now)));
                  Optional.ofNullable(error).ifPresent(this::failed);
                  synchronized (lock) {
                    fetching = Optional.empty();
                  }
                  mine.complete(null);
                });
    return mine.copy();
  }

  private void took(KeyRing ring) {
    current = Optional.of(ring);
    trouble = Optional.empty();
    log.atDebug().addKeyValue("keys", ring.keys().size()).log("the tokens' keys were fetched");
  }

  private void failed(Throwable error) {
    Throwable root = Optional.ofNullable(error.getCause()).orElse(error);
    trouble = Optional.of("the tokens' keys could not be fetched: " + root);
    log.atWarn()
        .addKeyValue("error", root.toString())
        .log("the tokens' keys could not be fetched; the last ones stay in force for four hours");
  }
}
