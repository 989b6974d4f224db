// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.reply;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/**
 * Replies by id, and who waits for one. The first reply to an id stays: a person who reloads sees
 * the same outcome again. Bounded twice: replies by number and age, waiters by number. Whoever
 * comes when there are too many waiters gets "not yet" at once, and asks again. Thread-safe.
 */
public final class ReplyBoard<T> implements AutoCloseable {
  private static final int MAX_REPLIES = 100_000;
  private static final Duration KEEP = Duration.ofMinutes(20);
  private static final int MAX_WAITERS = 10_000;

  private final Cache<String, T> known =
      Caffeine.newBuilder()
          .maximumSize(MAX_REPLIES)
          .expireAfterWrite(KEEP)
          // Its upkeep is less work than waking another thread for it.
          .executor(Runnable::run)
          .build();
  private final Map<String, Set<Waiter<T>>> waiting = new ConcurrentHashMap<>();
  private final AtomicInteger waiters = new AtomicInteger();
  private final int maxWaiters;
  private volatile boolean closed;

  public ReplyBoard() {
    this(MAX_WAITERS);
  }

  ReplyBoard(int maxWaiters) {
    this.maxWaiters = maxWaiters;
  }

  /** Takes a reply, and lets those go who wait for it. */
  public void accept(String id, T reply) {
    release(id, known.get(id, missing -> reply));
  }

  /** Takes a reply instead of the one that may be there, and lets those go who wait for it. */
  public void replace(String id, T reply) {
    known.put(id, reply);
    release(id, reply);
  }

  /** Lets those go who wait for a reply, with one that is not kept. */
  public void release(String id, T reply) {
    Optional.ofNullable(waiting.remove(id))
        .orElse(Set.of())
        .forEach(waiter -> waiter.answer.complete(Optional.of(reply)));
  }

  /** Forgets a reply, so that the next one takes its place. */
  public void forget(String id) {
    known.invalidate(id);
  }

  /** The reply, if it has come. */
  public Optional<T> known(String id) {
    return Optional.ofNullable(known.getIfPresent(id));
  }

  /**
   * Waits for a reply.
   *
   * @param atMost how long
   * @return completes with the reply, or empty when it has not come in time; never fails. It
   *     completes on any thread. Whoever completes it himself waits no longer.
   */
  public CompletableFuture<Optional<T>> await(String id, Duration atMost) {
    return await(id, atMost, any -> true);
  }

  /** As {@link #await(String, Duration)}, where one that is there already may not be the one. */
  CompletableFuture<Optional<T>> await(String id, Duration atMost, Predicate<T> wanted) {
    Optional<T> already = known(id).filter(wanted);
    if (already.isPresent() || closed) {
      return CompletableFuture.completedFuture(already);
    }
    if (waiters.incrementAndGet() > maxWaiters) {
      waiters.decrementAndGet();
      return CompletableFuture.completedFuture(Optional.empty());
    }
    Waiter<T> waiter = new Waiter<>();
    waiting.compute(
        id,
        (key, others) -> {
          Set<Waiter<T>> all = Optional.ofNullable(others).orElseGet(ConcurrentHashMap::newKeySet);
          all.add(waiter);
          return all;
        });
    CompletableFuture<Optional<T>> result =
        waiter
            .answer
            .completeOnTimeout(Optional.empty(), atMost.toMillis(), TimeUnit.MILLISECONDS)
            .whenComplete((reply, error) -> forget(id, waiter));
    // The reply, or close(), may have come between the first look and the entry in the map.
    known(id).filter(wanted).ifPresent(reply -> waiter.answer.complete(Optional.of(reply)));
    if (closed) {
      waiter.answer.complete(Optional.empty());
    }
    // Whoever gives up completes what he was given, not the waiter.
    var unused = result.thenAccept(reply -> waiter.answer.complete(reply));
    return result;
  }

  int waiterCount() {
    return waiters.get();
  }

  /** Lets everybody who waits go with "not yet"; nobody waits afterwards. */
  @Override
  public void close() {
    closed = true;
    waiting
        .values()
        .forEach(all -> all.forEach(waiter -> waiter.answer.complete(Optional.empty())));
  }

  private void forget(String id, Waiter<T> waiter) {
    waiters.decrementAndGet();
    waiting.computeIfPresent(
        id,
        (key, all) -> {
          all.remove(waiter);
          return all.isEmpty() ? null : all;
        });
  }

  /** One who waits; told apart by identity. */
  private static final class Waiter<T> {
    private final CompletableFuture<Optional<T>> answer = new CompletableFuture<>();
  }
}
