// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.cluster;

import io.tokenbroker.follow.TopicFollower;
import java.time.Duration;
import java.util.Map;

/** Waits until a topic has been read to its end, and says what may be wrong where that fails. */
public final class TopicRead {
  private TopicRead() {}

  /**
   * Waits.
   *
   * @param kafka the client settings that the follower has; only the address is shown
   * @throws CliException if it takes longer than the timeout
   */
  public static void awaitEnd(
      TopicFollower follower, String topic, Map<String, Object> kafka, Duration timeout) {
    try {
      if (!follower.awaitCaughtUp(timeout)) {
        throw new CliException(
            "could not read topic "
                + topic
                + " within "
                + timeout.toSeconds()
                + " s"
                + follower
                    .trouble()
                    .map(reason -> ": " + reason)
                    .orElseGet(
                        () -> ": is Kafka there, at " + kafka.get("bootstrap.servers") + "?"));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CliException("interrupted while reading topic " + topic, e);
    }
  }
}
