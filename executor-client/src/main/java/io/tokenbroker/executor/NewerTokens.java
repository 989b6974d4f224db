// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.executor;

import io.tokenbroker.key.TokenKey;
import io.tokenbroker.key.TokenVersion;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * Those who wait for a token newer than the one they hold. A grant whose end is only announced is
 * one like any other: its next token comes. Thread-safe.
 */
final class NewerTokens implements AutoCloseable {
  private static final int MAX_WAITING = 10_000;

  private record Waiter(TokenVersion held, CompletableFuture<AccessToken> future) {}

  private final Map<TokenKey, Set<Waiter>> waiters = new ConcurrentHashMap<>();
  private final AtomicInteger waiting = new AtomicInteger();
  private volatile boolean closed;
  private final Function<TokenEntry, TokenStatus> statusOf;
  // What callers do when the token is there must not run on the thread that reads events.
  private final Executor completions = ForkJoinPool.commonPool();

  NewerTokens(Function<TokenEntry, TokenStatus> statusOf) {
    this.statusOf = statusOf;
  }

  CompletableFuture<AccessToken> await(
      TokenKey key,
      TokenVersion held,
      Duration timeout,
      Function<TokenKey, Optional<TokenEntry>> known) {
    if (waiting.incrementAndGet() > MAX_WAITING) {
      waiting.decrementAndGet();
      return CompletableFuture.failedFuture(
          new IllegalStateException(MAX_WAITING + " callers wait for a newer token already"));
    }
    Waiter waiter = new Waiter(held, new CompletableFuture<>());
    waiters.compute(
        key,
        (k, others) -> {
          Set<Waiter> all = others == null ? ConcurrentHashMap.newKeySet() : others;
          all.add(waiter);
          return all;
        });
    CompletableFuture<AccessToken> unused =
        waiter
            .future()
            .orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
            .whenComplete((token, error) -> forget(key, waiter));
    // Only now: a state that arrived before the waiter was in place is seen here, later ones there.
    known.apply(key).ifPresent(entry -> answer(waiter, entry));
    if (closed) {
      refuse(waiter);
    }
    return waiter.future();
  }

  void arrived(TokenEntry entry) {
    Optional.ofNullable(waiters.get(entry.key()))
        .ifPresent(those -> those.forEach(waiter -> answer(waiter, entry)));
  }

  /** Nobody waits for a client that is closed. */
  @Override
  public void close() {
    closed = true;
    waiters.values().forEach(those -> those.forEach(NewerTokens::refuse));
  }

  private static void refuse(Waiter waiter) {
    waiter.future().completeExceptionally(new IllegalStateException("the token client was closed"));
  }

  private void answer(Waiter waiter, TokenEntry entry) {
    if (!entry.version().isNewerThan(waiter.held())) {
      return;
    }
    completions.execute(
        () -> {
          TokenStatus status = statusOf.apply(entry);
          if (entry.isLive()) {
            status.usableToken().ifPresent(waiter.future()::complete);
          } else {
            waiter
                .future()
                .completeExceptionally(new TokenUnavailableException(entry.key(), status));
          }
        });
  }

  private void forget(TokenKey key, Waiter waiter) {
    waiting.decrementAndGet();
    waiters.computeIfPresent(
        key,
        (k, those) -> {
          those.remove(waiter);
          return those.isEmpty() ? null : those;
        });
  }
}
