// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.control;

import io.tokenbroker.follow.TopicFollower;
import io.tokenbroker.topic.Topic;
import io.tokenbroker.topic.Topics;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Keeps {@link Controls} current from the topic. */
public final class ControlsReader implements AutoCloseable {
  private final TopicFollower follower;

  /**
   * Starts to read.
   *
   * @param clientSettings Kafka client settings (bootstrap servers, security)
   */
  public ControlsReader(Controls controls, Topics topics, Map<String, ?> clientSettings) {
    this(controls, topics, clientSettings, () -> {});
  }

  /**
   * Likewise.
   *
   * @param changed is called after each record, on the reader's thread
   */
  public ControlsReader(
      Controls controls, Topics topics, Map<String, ?> clientSettings, Runnable changed) {
    this.follower =
        new TopicFollower(
            topics.name(Topic.CONTROLS),
            Optional.empty(),
            clientSettings,
            record -> {
              controls.accept(record);
              changed.run();
            });
  }

  /** Waits until all that was said before the start is known. */
  public boolean awaitCaughtUp(Duration timeout) throws InterruptedException {
    return follower.awaitCaughtUp(timeout);
  }

  /** What is read from; for who waits with a deadline of its own. */
  public TopicFollower follower() {
    return follower;
  }

  public Optional<String> trouble() {
    return follower.trouble();
  }

  @Override
  public void close() {
    follower.close();
  }
}
