// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.tokenbroker.event.RevokeToken;
import io.tokenbroker.gateway.event.KafkaGate;
import io.tokenbroker.gateway.event.UnavailableException;
import io.tokenbroker.topic.Topic;
import io.tokenbroker.topic.Topics;
import io.tokenbroker.wire.EventCodec;
import io.tokenbroker.wire.EventRecords;
import io.tokenbroker.wire.FingerprintSchemaIds;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.RoundRobinPartitioner;
import org.apache.kafka.common.errors.NetworkException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

class KafkaEventLogTest {
  private static final RevokeToken COMMAND =
      RevokeToken.newBuilder()
          .setCorrelationId("c1")
          .setReason("disconnected")
          .setRequestedBy("shop")
          .setRequestedAt(Instant.EPOCH)
          .build();

  private final KafkaGate gate = new KafkaGate();
  private final EventCodec codec = new EventCodec(new FingerprintSchemaIds());
  private final MockProducer<String, byte[]> producer =
      new MockProducer<>(
          false, new RoundRobinPartitioner(), new StringSerializer(), new ByteArraySerializer());

  @Test
  void anEventIsDurableOnlyWhenItIsAcknowledged() throws Exception {
    try (KafkaEventLog log = log(Duration.ofSeconds(20))) {
      CompletableFuture<Void> done = append(log);
      await().until(() -> producer.history().size() == 1);

      assertThat(done).isNotDone();
      assertThat(producer.completeNext()).isTrue();
      assertThat(done.get(10, TimeUnit.SECONDS)).isNull();
      assertThat(producer.history().get(0).topic()).isEqualTo("tokenbroker.token-commands");
      assertThat(producer.history().get(0).key()).isEqualTo("acme/crm/shared/default");
      assertThat(codec.decode(producer.history().get(0).value())).isEqualTo(COMMAND);
    }
  }

  @Test
  void aRefusedEventIsReportedAsUnavailable() {
    try (KafkaEventLog log = log(Duration.ofSeconds(20))) {
      CompletableFuture<Void> done = append(log);
      await().until(() -> producer.errorNext(new IllegalStateException("no leader")));

      assertThatThrownBy(() -> done.get(10, TimeUnit.SECONDS))
          .isInstanceOf(ExecutionException.class)
          .hasCauseInstanceOf(UnavailableException.class);
    }
  }

  @Test
  void aSilentBrokerIsNotWaitedForLongerThanTheDeadline() {
    try (KafkaEventLog log = log(Duration.ofMillis(50))) {
      CompletableFuture<Void> done = append(log);

      assertThatThrownBy(() -> done.get(10, TimeUnit.SECONDS))
          .hasCauseInstanceOf(TimeoutException.class);
    }
  }

  @Test
  void onceKafkaIsKnownToBeAwayNobodyWaitsForIt() {
    try (KafkaEventLog log = log(Duration.ofSeconds(20))) {
      CompletableFuture<Void> first = append(log);
      await().until(() -> producer.errorNext(new NetworkException("gone")));
      assertThatThrownBy(() -> first.get(10, TimeUnit.SECONDS)).isNotNull();

      CompletableFuture<Void> second = append(log);

      assertThat(second).isCompletedExceptionally();
      assertThat(producer.history()).as("nothing is sent later behind its back").hasSize(1);
      assertThat(gate.isOpen()).isFalse();
    }
  }

  @Test
  void whenTheBrokersAnswerAgainTheFirstAppendThatIsTakenOpensTheGate() throws Exception {
    try (KafkaEventLog log = log(Duration.ofSeconds(20))) {
      gate.failed();
      gate.answered();
      CompletableFuture<Void> trial = append(log);
      assertThat(append(log)).as("one at a time").isCompletedExceptionally();
      await().until(() -> producer.completeNext());

      assertThat(trial.get(10, TimeUnit.SECONDS)).isNull();
      assertThat(append(log)).isNotDone();
    }
  }

  @Test
  void oneRecordThatABrokerRefusesDoesNotCloseTheGate() {
    try (KafkaEventLog log = log(Duration.ofSeconds(20))) {
      CompletableFuture<Void> first = append(log);
      await().until(() -> producer.errorNext(new RecordTooLargeException("too large")));

      assertThatThrownBy(() -> first.get(10, TimeUnit.SECONDS)).isNotNull();
      assertThat(gate.isOpen()).isTrue();
    }
  }

  @Test
  void afterClosingNothingIsAccepted() {
    KafkaEventLog log = log(Duration.ofSeconds(20));
    log.close();

    assertThatThrownBy(() -> append(log).get(10, TimeUnit.SECONDS))
        .hasCauseInstanceOf(UnavailableException.class);
    assertThat(producer.closed()).isTrue();
  }

  private static CompletableFuture<Void> append(KafkaEventLog log) {
    return log.append(Topic.TOKEN_COMMANDS, "acme/crm/shared/default", COMMAND)
        .toCompletableFuture();
  }

  private KafkaEventLog log(Duration deadline) {
    return new KafkaEventLog(
        new EventRecords(Topics.defaults(), codec, Clock.systemUTC(), "/test"),
        producer,
        deadline,
        gate);
  }
}
