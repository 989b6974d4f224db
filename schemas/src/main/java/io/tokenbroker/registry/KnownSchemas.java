// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.registry;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntFunction;
import org.apache.avro.Schema;

/**
 * Which schema an id stands for, kept once it is known. Looking up is done on threads of its own,
 * so that who asks waits for a bounded time, and a look-up that takes longer is there for the next
 * to ask. That there is no schema is kept for a short time, and that the registry is away for a
 * shorter one. Thread-safe.
 */
final class KnownSchemas implements AutoCloseable {
  static final Duration LONGEST_WAIT = Duration.ofSeconds(1);
  private static final Duration ABSENT_KEPT = Duration.ofSeconds(30);
  private static final Duration UNANSWERED_KEPT = Duration.ofSeconds(1);
  private static final int MAX_KEPT = 1_000;
  private static final int THREADS = 2;
  private static final int MAX_QUEUED = 100;

  private final IntFunction<Lookup> registry;
  private final ThreadPoolExecutor threads;
  private final AsyncCache<Integer, Lookup> known;

  KnownSchemas(IntFunction<Lookup> registry) {
    this.registry = registry;
    this.threads =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            10,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MAX_QUEUED),
            task -> {
              Thread thread = new Thread(task, "schema-lookup");
              thread.setDaemon(true);
              return thread;
            });
    threads.allowCoreThreadTimeOut(true);
    this.known =
        Caffeine.newBuilder()
            .maximumSize(MAX_KEPT)
            .executor(threads)
            .expireAfter(Expiry.<Integer, Lookup>creating((id, lookup) -> kept(lookup)))
            .buildAsync();
  }

  /** Looks up, and waits {@link #LONGEST_WAIT} at most. */
  Lookup find(int id) {
    try {
      return known.get(id, this::look).get(LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      return new Lookup.Unanswered("the schema registry has not answered yet");
    } catch (RejectedExecutionException | CancellationException e) {
      return new Lookup.Unanswered("too many schema ids are being looked up, or this is closed");
    } catch (ExecutionException e) {
      return new Lookup.Unanswered("looking up failed: " + e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Lookup.Unanswered("interrupted while looking up");
    }
  }

  /** What is known from elsewhere need not be looked up. */
  void put(int id, Schema schema) {
    known.put(id, CompletableFuture.completedFuture(new Lookup.Found(schema)));
  }

  /** Gives up what is being looked up. What is known stays known. */
  @Override
  public void close() {
    threads.shutdownNow();
  }

  private Lookup look(Integer id) {
    try {
      return registry.apply(id);
    } catch (RegistryException e) {
      return new Lookup.Unanswered(String.valueOf(e.getMessage()));
    }
  }

  private static Duration kept(Lookup lookup) {
    if (lookup instanceof Lookup.Absent) {
      return ABSENT_KEPT;
    }
    return lookup instanceof Lookup.Unanswered ? UNANSWERED_KEPT : Duration.ofNanos(Long.MAX_VALUE);
  }
}
