// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.flow;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * Callbacks that were handed to the broker lately, so that the second hit of a double click hands
 * over nothing and waits along. The broker uses a code once all the same: another gateway does not
 * know what this one took. Bounded by number and age. Thread-safe.
 */
final class TakenCallbacks {
  private static final int MAX = 100_000;
  private static final Duration KEEP = Duration.ofMinutes(20);

  private final Cache<String, CompletionStage<Void>> taken =
      Caffeine.newBuilder()
          .maximumSize(MAX)
          .expireAfterWrite(KEEP)
          // Its upkeep is less work than waking another thread for it.
          .executor(Runnable::run)
          .build();

  /**
   * Does it, unless it was done or is under way.
   *
   * @param what names it
   * @return completes when it is done; what fails may be tried again
   */
  CompletionStage<Void> once(String what, Supplier<CompletionStage<Void>> append) {
    CompletionStage<Void> done = taken.get(what, missing -> append.get());
    done.whenComplete(
        (nothing, error) -> {
          if (error != null) {
            taken.asMap().remove(what, done);
          }
        });
    return done;
  }
}
