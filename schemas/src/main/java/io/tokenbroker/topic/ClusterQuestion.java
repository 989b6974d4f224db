// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.topic;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.KafkaFuture;

/**
 * Waits for what a cluster answers.
 *
 * @param timeout the longest that any one answer may take
 */
record ClusterQuestion(Duration timeout) {
  /**
   * The answer.
   *
   * @throws TopicAdminException if there is none in time or it is an error, which is its cause
   */
  <T> T await(String what, KafkaFuture<T> future) {
    return awaitUnless(Set.of(), what, future).orElseThrow();
  }

  /** The answer; empty if it is an error of one of these kinds. */
  <T> Optional<T> awaitUnless(
      Set<Class<? extends Exception>> expected, String what, KafkaFuture<T> future) {
    try {
      return Optional.of(future.get(timeout.toMillis(), TimeUnit.MILLISECONDS));
    } catch (ExecutionException e) {
      if (expected.stream().anyMatch(kind -> kind.isInstance(e.getCause()))) {
        return Optional.empty();
      }
      throw new TopicAdminException("could not " + what + ": " + e.getCause(), e.getCause());
    } catch (TimeoutException e) {
      throw new TopicAdminException("could not " + what + " within " + timeout, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TopicAdminException("interrupted while trying to " + what, e);
    }
  }

  /** Waits for something that has no value. */
  void awaitDone(Set<Class<? extends Exception>> expected, String what, KafkaFuture<Void> future) {
    Optional<Boolean> unused =
        awaitUnless(expected, what, future.thenApply(nothing -> Boolean.TRUE));
  }
}
