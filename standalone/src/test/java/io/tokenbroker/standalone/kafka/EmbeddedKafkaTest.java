// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.standalone.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EmbeddedKafkaTest {
  private static final String TOPIC = "letters";

  private final Path folder;

  EmbeddedKafkaTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void whatWasWrittenIsThereAfterARestartOnOtherPorts() throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(EmbeddedKafkaSettings.in(folder))) {
      createTopic(kafka);
      assertThat(send(kafka, "a")).isZero();
      assertThat(read(kafka, 1)).containsExactly("a");
    }

    try (EmbeddedKafka kafka = EmbeddedKafka.start(EmbeddedKafkaSettings.in(folder))) {
      assertThat(send(kafka, "b")).isEqualTo(1);
      assertThat(read(kafka, 2)).containsExactly("a", "b");
    }
  }

  @Test
  void aTransactionCommitsWithOneBroker() throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(EmbeddedKafkaSettings.in(folder))) {
      createTopic(kafka);
      try (KafkaProducer<String, String> producer =
          producer(kafka, Map.of("transactional.id", "test"))) {
        producer.initTransactions();
        producer.beginTransaction();
        Future<RecordMetadata> sent = producer.send(new ProducerRecord<>(TOPIC, "t"));
        producer.commitTransaction();
        assertThat(sent).isDone();
      }
      assertThat(read(kafka, 1)).containsExactly("t");
    }
  }

  @Test
  void aTakenPortIsNamedBeforeAnythingIsWritten() throws IOException {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = other.getLocalPort();

      assertThatThrownBy(() -> EmbeddedKafka.start(EmbeddedKafkaSettings.in(folder).withPort(port)))
          .isInstanceOf(EmbeddedKafkaException.class)
          .hasMessageContaining("127.0.0.1:" + port)
          .hasMessageContaining("choose another");
    }
    assertThat(folder.resolve("log")).doesNotExist();
  }

  @Test
  void aFolderThatIsInUseIsRefusedAndFreeAfterTheOwnersEnd() {
    try (FolderLock owner = FolderLock.take(folder, "embedded-kafka.lock")) {
      assertThat(owner).isNotNull();
      assertThatThrownBy(() -> EmbeddedKafka.start(EmbeddedKafkaSettings.in(folder)))
          .isInstanceOf(EmbeddedKafkaException.class)
          .hasMessageContaining(folder.toString())
          .hasMessageContaining("in use by another process");
    }

    FolderLock.take(folder, "embedded-kafka.lock").close();
  }

  @Test
  void aFolderThatCannotBeMadeIsNamed() throws IOException {
    Path file = Files.createFile(folder.resolve("occupied"));

    assertThatThrownBy(() -> EmbeddedKafka.start(EmbeddedKafkaSettings.in(file.resolve("data"))))
        .isInstanceOf(EmbeddedKafkaException.class)
        .hasMessageContaining(file.resolve("data").toString())
        .hasMessageContaining("cannot be written");
  }

  private static void createTopic(EmbeddedKafka kafka) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
      admin
          .createTopics(List.of(new NewTopic(TOPIC, 1, (short) 1)))
          .all()
          .get(20, TimeUnit.SECONDS);
    }
  }

  private static long send(EmbeddedKafka kafka, String value) throws Exception {
    try (KafkaProducer<String, String> producer = producer(kafka, Map.of())) {
      return producer.send(new ProducerRecord<>(TOPIC, value)).get(20, TimeUnit.SECONDS).offset();
    }
  }

  private static KafkaProducer<String, String> producer(
      EmbeddedKafka kafka, Map<String, Object> more) {
    Map<String, Object> settings = new HashMap<>(more);
    settings.put("bootstrap.servers", kafka.bootstrapServers());
    return new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer());
  }

  private static List<String> read(EmbeddedKafka kafka, int count) {
    Map<String, Object> settings =
        Map.of("bootstrap.servers", kafka.bootstrapServers(), "isolation.level", "read_committed");
    List<String> values = new ArrayList<>();
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
      TopicPartition partition = new TopicPartition(TOPIC, 0);
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      for (int polls = 0; values.size() < count && polls < 20; polls++) {
        consumer.poll(Duration.ofSeconds(1)).forEach(record -> values.add(record.value()));
      }
    }
    return values;
  }
}
