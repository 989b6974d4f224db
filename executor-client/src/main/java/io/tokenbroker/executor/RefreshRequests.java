// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.executor;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.opentelemetry.context.Context;
import io.tokenbroker.event.RefreshToken;
import io.tokenbroker.key.TokenKey;
import io.tokenbroker.key.TokenVersion;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Asks the broker for newer tokens: at most once in ten seconds for a key and version, however many
 * threads found the token rejected or expired. Callers never wait for Kafka. Thread-safe.
 */
final class RefreshRequests implements AutoCloseable {
  private static final Duration INTERVAL = Duration.ofSeconds(10);
  private static final int MAX_REMEMBERED = 100_000;
  private static final int MAX_WAITING = 1_000;
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

  private record Request(TokenKey key, TokenVersion version) {}

  private final RefreshSink sink;
  private final String clientId;
  private final Clock clock;
  private final ClientCounters counters;
  private final Cache<Request, Boolean> sent;
  private final ThreadPoolExecutor sender;

  RefreshRequests(RefreshSink sink, String clientId, Clock clock, ClientCounters counters) {
    this.sink = sink;
    this.clientId = clientId;
    this.clock = clock;
    this.counters = counters;
    this.sent =
        Caffeine.newBuilder()
            .maximumSize(MAX_REMEMBERED)
            .expireAfterWrite(INTERVAL)
            .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
            .build();
    this.sender =
        new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MAX_WAITING),
            task -> {
              Thread thread = new Thread(task, "token-refresh-requests");
              thread.setDaemon(true);
              return thread;
            });
  }

  /** Asks, unless that was done lately: whose request it was makes no difference to the answer. */
  void request(TokenKey key, TokenVersion held, String reason) {
    Request request = new Request(key, held);
    if (sent.asMap().putIfAbsent(request, true) != null) {
      return;
    }
    RefreshToken event =
        RefreshToken.newBuilder()
            .setGeneration(held.generation())
            .setSequence(held.sequence())
            .setReason(reason)
            .setRequestedBy(clientId)
            .setRequestedAt(clock.instant())
            .build();
    try {
      // In the trace of whoever asks: an application's own.
      sender.execute(Context.current().wrap(() -> send(request, event)));
    } catch (RejectedExecutionException e) {
      failed(request, e);
    }
  }

  private void send(Request request, RefreshToken event) {
    try {
      sink.send(request.key(), event, error -> failed(request, error));
      counters.requestSent();
    } catch (RuntimeException e) {
      failed(request, e);
    }
  }

  private void failed(Request request, Exception error) {
    sent.invalidate(request);
    counters.requestFailed(request.key(), error);
  }

  /** Sends what waits, for at most five seconds. */
  @Override
  public void close() {
    sender.shutdown();
    try {
      if (!sender.awaitTermination(CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
        sender.shutdownNow();
      }
    } catch (InterruptedException e) {
      sender.shutdownNow();
      Thread.currentThread().interrupt();
    }
    sink.close();
  }
}
