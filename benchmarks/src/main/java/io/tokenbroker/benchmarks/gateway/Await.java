// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.benchmarks.gateway;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits on a thread that is no event loop. */
final class Await {
  static final Duration CLOSING = Duration.ofSeconds(20);

  private Await() {}

  /**
   * The future's value.
   *
   * @throws IllegalStateException if it fails, or does not come in time
   */
  static <T> T done(Future<T> future, Duration atMost) {
    try {
      return future
          .toCompletionStage()
          .toCompletableFuture()
          .get(atMost.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("could not go on", e);
    }
  }
}
