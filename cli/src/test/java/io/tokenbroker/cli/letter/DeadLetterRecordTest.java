// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.letter;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenbroker.topic.Topic;
import io.tokenbroker.topic.Topics;
import io.tokenbroker.wire.DeadLetter;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DeadLetterRecordTest {
  private static final Set<Topic> REPLAYABLE =
      EnumSet.of(Topic.AUTHORIZATIONS, Topic.TOKEN_COMMANDS, Topic.REFRESH_REQUESTS);

  private final Topics topics = Topics.defaults();

  @ParameterizedTest
  @EnumSource(Topic.class)
  void onlyWhatIsMadeToBeRepeatedMayGoBack(Topic topic) {
    assertThat(letter(topics.name(topic), bytes("value")).obstacle().isEmpty())
        .isEqualTo(REPLAYABLE.contains(topic));
  }

  @Test
  void ofAProviderRequestItIsSaidWhyNot() {
    assertThat(letter(topics.name(Topic.PROVIDER_REQUESTS), bytes("value")).obstacle())
        .hasValueSatisfying(why -> assertThat(why).contains("never replayed"));
  }

  @Test
  void whatCameFromNoTopicOfOursStays() {
    assertThat(letter("elsewhere", bytes("value")).obstacle())
        .hasValueSatisfying(why -> assertThat(why).contains("elsewhere"));
  }

  @Test
  void aValueThatWasTooLargeToKeepIsMissed() {
    byte[] large = new byte[65 * 1024];

    assertThat(letter(topics.name(Topic.TOKEN_COMMANDS), large).obstacle())
        .contains("its value was too large to be kept");
  }

  @Test
  void theOriginalHasTheKeyTheValueAndTheHeadersThatItHad() {
    DeadLetterRecord letter = letter(topics.name(Topic.TOKEN_COMMANDS), bytes("value"));
    ProducerRecord<String, byte[]> original = letter.original();

    assertThat(original.topic()).isEqualTo("tokenbroker.token-commands");
    assertThat(original.key()).isEqualTo("a/b/shared/default");
    assertThat(original.value()).isEqualTo(bytes("value"));
    assertThat(original.headers().toArray())
        .extracting(header -> header.key())
        .containsExactly("ce_type");
    assertThat(letter.sourcePlace()).isEqualTo("3:17");
    assertThat(letter.error()).isEqualTo("IllegalStateException: broken");
  }

  private DeadLetterRecord letter(String source, byte[] value) {
    RecordHeaders headers = new RecordHeaders();
    headers.add("ce_type", bytes("io.tokenbroker.event.RevokeToken"));
    ConsumerRecord<String, byte[]> record =
        new ConsumerRecord<>(
            "tokenbroker.dead-letters",
            1,
            2,
            "a/b/shared/default",
            DeadLetter.value(Optional.of(value)).orElse(null));
    DeadLetter.headers(
            headers, Optional.of(value), source, 3, 17, new IllegalStateException("broken"))
        .forEach(record.headers()::add);
    return new DeadLetterRecord(record, topics);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
