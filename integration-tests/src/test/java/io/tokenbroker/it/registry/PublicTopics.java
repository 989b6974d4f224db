// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.it.registry;

import io.tokenbroker.topic.Topic;
import io.tokenbroker.topic.Topics;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.avro.specific.SpecificData;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What the topics of the catalogue hold, as somebody finds it who has only the registry. */
public final class PublicTopics {
  private PublicTopics() {}

  /**
   * The types of the records of each topic, by their short names. Dead letters are left out: what
   * they hold could not be read in the first place.
   *
   * @param records of any topics; those of others are not looked at
   * @throws AssertionError if a topic holds what the catalogue does not say
   */
  public static Map<Topic, Set<String>> types(
      Topics topics, List<ConsumerRecord<byte[], byte[]>> records, ConfluentReader reader) {
    Map<String, Topic> byName =
        Arrays.stream(Topic.values())
            .filter(topic -> topic != Topic.DEAD_LETTERS)
            .collect(Collectors.toMap(topics::name, Function.identity()));
    Map<Topic, Set<String>> found = new EnumMap<>(Topic.class);
    for (ConsumerRecord<byte[], byte[]> record : records) {
      Topic topic = byName.get(record.topic());
      if (topic != null && record.value() != null) {
        String name = reader.read(record.value()).getSchema().getFullName();
        if (!known(topic).contains(name)) {
          throw new AssertionError(record.topic() + " holds a " + name);
        }
        found
            .computeIfAbsent(topic, missing -> new TreeSet<>())
            .add(name.substring(name.lastIndexOf('.') + 1));
      }
    }
    return found;
  }

  private static Set<String> known(Topic topic) {
    return topic.eventTypes().stream()
        .map(type -> SpecificData.get().getSchema(type).getFullName())
        .collect(Collectors.toSet());
  }
}
