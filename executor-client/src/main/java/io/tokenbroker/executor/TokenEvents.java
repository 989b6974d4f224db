// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.executor;

import io.tokenbroker.follow.TopicFollower;
import java.time.Duration;
import java.util.Optional;

/** The stream of token events as the client sees it: Kafka, or a test's own. Thread-safe. */
interface TokenEvents extends AutoCloseable {
  boolean awaitCaughtUp(Duration timeout) throws InterruptedException;

  boolean isCaughtUp();

  Optional<String> trouble();

  @Override
  void close();

  /** The token-events topic. */
  record OfTopic(TopicFollower follower) implements TokenEvents {
    @Override
    public boolean awaitCaughtUp(Duration timeout) throws InterruptedException {
      return follower.awaitCaughtUp(timeout);
    }

    @Override
    public boolean isCaughtUp() {
      return follower.isCaughtUp();
    }

    @Override
    public Optional<String> trouble() {
      return follower.trouble();
    }

    @Override
    public void close() {
      follower.close();
    }
  }
}
