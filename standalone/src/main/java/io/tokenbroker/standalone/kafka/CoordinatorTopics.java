// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.standalone.kafka;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.errors.TopicExistsException;

/**
 * Makes the topics that hold group positions and transactions before the first client asks for
 * them. Left to themselves they are made on demand, and clients that start together ask hundreds of
 * times in the seconds that this takes.
 */
final class CoordinatorTopics {
  private static final String SEGMENT_BYTES = "104857600";

  private CoordinatorTopics() {}

  static void create(String bootstrapServers, Properties broker, Duration timeout) {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
      create(admin, topic("__consumer_offsets", broker, "offsets.topic.num.partitions"), timeout);
      create(
          admin,
          topic("__transaction_state", broker, "transaction.state.log.num.partitions"),
          timeout);
    }
  }

  private static NewTopic topic(String name, Properties broker, String partitions) {
    return new NewTopic(name, Integer.parseInt(broker.getProperty(partitions)), (short) 1)
        .configs(Map.of("cleanup.policy", "compact", "segment.bytes", SEGMENT_BYTES));
  }

  private static void create(Admin admin, NewTopic topic, Duration timeout) {
    try {
      admin.createTopics(List.of(topic)).all().get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof TopicExistsException)) {
        throw new EmbeddedKafkaException(
            "Kafka could not make its topic " + topic.name() + ": " + e.getCause(), e.getCause());
      }
    } catch (TimeoutException e) {
      throw new EmbeddedKafkaException(
          "Kafka did not make its topic " + topic.name() + " within " + timeout, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EmbeddedKafkaException("Interrupted while Kafka made " + topic.name(), e);
    }
  }
}
