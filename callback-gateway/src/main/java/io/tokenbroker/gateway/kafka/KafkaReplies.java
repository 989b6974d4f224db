// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.kafka;

import io.tokenbroker.follow.TopicFollower;
import io.tokenbroker.gateway.reply.Replies;
import io.tokenbroker.topic.Topic;
import io.tokenbroker.topic.Topics;
import io.tokenbroker.wire.EventCodec;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * The replies topic, followed from a quarter of an hour before the start, so that a gateway that
 * was restarted still knows the outcomes of the flows that are under way. Thread-safe.
 */
public final class KafkaReplies implements AutoCloseable {
  private static final Duration LOOK_BACK = Duration.ofMinutes(15);

  private final TopicFollower follower;

  public KafkaReplies(
      Map<String, String> clientSettings,
      Topics topics,
      EventCodec codec,
      Clock clock,
      Replies replies) {
    this.follower =
        TopicFollower.of(
            topics,
            Topic.REPLIES,
            Optional.of(clock.instant().minus(LOOK_BACK)),
            clientSettings,
            record ->
                Optional.ofNullable(record.value()).map(codec::decode).ifPresent(replies::accept));
  }

  public boolean isComplete() {
    return follower.isCaughtUp();
  }

  /** Why the topic can't be read at the moment. */
  public Optional<String> trouble() {
    return follower.trouble();
  }

  @Override
  public void close() {
    follower.close();
  }
}
