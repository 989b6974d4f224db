// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tokenbroker.demoprovider.DemoProviderSettings;
import io.tokenbroker.executor.AccessToken;
import io.tokenbroker.executor.TokenStatus;
import io.tokenbroker.it.registry.ApicurioRegistry;
import io.tokenbroker.it.registry.ConfluentReader;
import io.tokenbroker.it.registry.PublicTopics;
import io.tokenbroker.it.system.DemoSystem;
import io.tokenbroker.it.system.Kcat;
import io.tokenbroker.it.system.OperatorCommand;
import io.tokenbroker.key.TokenKey;
import io.tokenbroker.registry.RegistrySettings;
import io.tokenbroker.topic.Topic;
import io.tokenbroker.topic.Topics;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * What other people's tools find in the topics. Debian's kcat is built without Avro: it shows keys,
 * headers and schema ids, and Confluent's own client decodes the same records.
 */
final class KcatIT {
  private static final Duration WAIT = Duration.ofMinutes(3);
  private static final TokenKey ANN = TokenKey.personal(DemoSystem.TENANT, "demo", "ann");
  private static final String STRANGER = "nobody";
  private static final Topics TOPICS = Topics.defaults();

  @Test
  void kcatShowsKeysHeadersAndSchemaIdsOfAllTopicsAndConfluentsClientDecodesThem(
      @TempDir(cleanup = CleanupMode.ON_SUCCESS) Path folder) throws Exception {
    assumeTrue(Kcat.isHere(), "no kcat at " + Kcat.BINARY + ": install it to run this test");
    try (ApicurioRegistry registry = ApicurioRegistry.start(folder);
        DemoSystem demo = start(folder, registry)) {
      useEveryTopic(demo);
      Kcat kcat = new Kcat(demo.system().bootstrapServers(), folder);
      List<ConsumerRecord<byte[], byte[]>> records = withoutTheStrangers(demo);

      Set<Topic> decodable = EnumSet.complementOf(EnumSet.of(Topic.DEAD_LETTERS));
      for (Topic topic : decodable) {
        assertThat(kcat.inWireFormat(TOPICS.name(topic)))
            .as(topic.name())
            .isNotEmpty()
            .containsExactlyInAnyOrderElementsOf(expected(records, topic));
      }
      assertThat(kcat.inWireFormat(TOPICS.name(Topic.TOKEN_EVENTS)))
          .allSatisfy(shown -> assertThat(shown.key()).isEqualTo(ANN.toString()));
      assertThat(kcat.shown(TOPICS.name(Topic.DEAD_LETTERS), "%k %h %s"))
          .singleElement()
          .asString()
          .startsWith(STRANGER + " ")
          .contains("=" + TOPICS.name(Topic.REFRESH_REQUESTS))
          .endsWith(" no record of ours");
      assertThat(PublicTopics.types(TOPICS, records, new ConfluentReader(registry.url())))
          .containsOnlyKeys(decodable);
    }
  }

  private static DemoSystem start(Path folder, ApicurioRegistry registry) {
    assertSucceeds(
        new OperatorCommand(
            List.of(), Map.of("TOKENBROKER_SCHEMA_REGISTRY_URL", registry.url().toString())),
        "schemas",
        "register");
    return DemoSystem.start(
        folder,
        DemoProviderSettings.defaults(),
        List.of(UnaryOperator.identity()),
        Optional.of(RegistrySettings.of(List.of(registry.url()))));
  }

  private static void useEveryTopic(DemoSystem demo) throws Exception {
    demo.system().startBroker("one");
    assertSucceeds(
        demo.system().operator(),
        "api-keys",
        "create",
        "--id",
        "another",
        "--tenant",
        DemoSystem.TENANT,
        "--scope",
        "read");
    AccessToken token = demo.replaceRejected(demo.connect(ANN));
    try (KafkaProducer<byte[], byte[]> anybody =
        new KafkaProducer<>(
            Map.copyOf(demo.system().kafkaClient()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      anybody
          .send(
              new ProducerRecord<>(
                  TOPICS.name(Topic.REFRESH_REQUESTS),
                  STRANGER.getBytes(StandardCharsets.UTF_8),
                  "no record of ours".getBytes(StandardCharsets.UTF_8)))
          .get(WAIT.toSeconds(), TimeUnit.SECONDS);
    }
    demo.system().api(DemoSystem.TENANT).disconnect(ANN);
    await("the runner knows that the grant has ended")
        .atMost(WAIT)
        .until(
            () ->
                demo.system().tokens(DemoSystem.TENANT).status(token.key())
                    instanceof TokenStatus.Revoked);
    await("the record that nobody can read is a dead letter")
        .atMost(WAIT)
        .until(
            () ->
                demo.system().events().everything().stream()
                    .anyMatch(record -> record.topic().equals(TOPICS.name(Topic.DEAD_LETTERS))));
  }

  /** What there is, but for the record that nobody can read where it was sent to. */
  private static List<ConsumerRecord<byte[], byte[]>> withoutTheStrangers(DemoSystem demo) {
    String written = TOPICS.name(Topic.REFRESH_REQUESTS);
    return demo.system().events().everything().stream()
        .filter(
            record ->
                !record.topic().equals(written)
                    || !new String(record.key(), StandardCharsets.UTF_8).equals(STRANGER))
        .toList();
  }

  private static List<Kcat.Shown> expected(
      List<ConsumerRecord<byte[], byte[]>> records, Topic topic) {
    return records.stream()
        .filter(record -> record.topic().equals(TOPICS.name(topic)))
        .filter(record -> record.value() != null)
        .map(
            record ->
                new Kcat.Shown(
                    new String(record.key(), StandardCharsets.UTF_8),
                    Arrays.stream(record.headers().toArray()).map(header -> header.key()).toList(),
                    ByteBuffer.wrap(record.value()).getInt(1)))
        .toList();
  }

  private static void assertSucceeds(OperatorCommand operator, String... command) {
    OperatorCommand.Ended ended = operator.run(command);
    assertThat(ended.exitCode()).as(ended.toString()).isZero();
  }
}
