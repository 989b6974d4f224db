// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.registry;

import io.tokenbroker.topic.Topic;
import io.tokenbroker.topic.Topics;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;

/**
 * What a schema is registered under. A topic with one type of event has Confluent's
 * TopicNameStrategy ({@code TOPIC-value}), one with several has TopicRecordNameStrategy ({@code
 * TOPIC-RECORD}, with the record's full name): compatibility holds within a subject, and the types
 * of one topic are not compatible with each other.
 *
 * @param name the subject's name
 * @param topic the topic's full name
 * @param schema what is written there now
 */
public record Subject(String name, String topic, Schema schema) {
  /** The subjects of these topics, sorted by name. */
  public static List<Subject> of(Topics topics, Collection<Topic> written) {
    return written.stream()
        .flatMap(
            topic ->
                topic.eventTypes().stream()
                    .map(SpecificData.get()::getSchema)
                    .map(schema -> of(topics.name(topic), topic.eventTypes().size(), schema)))
        .sorted(Comparator.comparing(Subject::name))
        .toList();
  }

  private static Subject of(String topic, int types, Schema schema) {
    String name = types == 1 ? topic + "-value" : topic + "-" + schema.getFullName();
    return new Subject(name, topic, schema);
  }

  /** The schema as it is registered. */
  public String text() {
    return SchemaText.withoutJavaHints(schema);
  }
}
