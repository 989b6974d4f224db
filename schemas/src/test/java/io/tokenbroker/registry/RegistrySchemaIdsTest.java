// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tokenbroker.event.RefreshToken;
import io.tokenbroker.topic.Topic;
import io.tokenbroker.topic.Topics;
import io.tokenbroker.wire.FingerprintSchemaIds;
import io.tokenbroker.wire.MalformedRecordException;
import io.tokenbroker.wire.SchemasUnavailableException;
import java.time.Duration;
import java.util.List;
import org.apache.avro.Schema;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class RegistrySchemaIdsTest {
  private static final Duration WAIT = Duration.ofSeconds(30);
  private static final Topics TOPICS = Topics.defaults();
  private static final String TOPIC = TOPICS.name(Topic.REFRESH_REQUESTS);
  private static final Schema SCHEMA = RefreshToken.getClassSchema();
  private static final FakeRegistry.Answer ABSENT =
      new FakeRegistry.Answer(404, "{\"error_code\":40403,\"message\":\"none\"}");
  private static final FakeRegistry.Answer FOUND =
      new FakeRegistry.Answer(200, "{\"id\":41,\"version\":1}");
  private static final FakeRegistry.Answer AWAY = new FakeRegistry.Answer(503, "");

  @Test
  void whatIsWrittenIsKnownFromTheStartAndGoesOnWhenTheRegistryIsAway()
      throws InterruptedException {
    try (FakeRegistry registry = new FakeRegistry(request -> FOUND);
        RegistrySchemaIds ids = open(registry, false)) {
      assertThat(ids.awaitReady(WAIT)).isTrue();
      registry.answer(request -> AWAY);

      assertThat(ids.idOf(TOPIC, SCHEMA)).isEqualTo(41);
      assertThat(ids.schemaOf(41)).isEqualTo(SCHEMA);
      assertThat(ids.trouble()).isEmpty();
      assertThat(registry.requests())
          .containsExactly("POST /subjects/tokenbroker.refresh-requests-value");
    }
  }

  @Test
  void aRegistryThatIsAwayAtTheStartIsWaitedForAndTheHealthSaysSo() throws InterruptedException {
    try (FakeRegistry registry = new FakeRegistry(request -> AWAY);
        RegistrySchemaIds ids = open(registry, false)) {
      Awaitility.await().atMost(WAIT).until(() -> ids.trouble().orElse("").contains("HTTP 503"));
      assertThatExceptionOfType(SchemasUnavailableException.class)
          .isThrownBy(() -> ids.idOf(TOPIC, SCHEMA))
          .withMessageContaining("HTTP 503");

      registry.answer(request -> FOUND);

      assertThat(ids.awaitReady(WAIT)).isTrue();
      assertThat(ids.idOf(TOPIC, SCHEMA)).isEqualTo(41);
      assertThat(ids.trouble()).isEmpty();
    }
  }

  @Test
  void aSchemaThatIsNotRegisteredIsWaitedForAndNothingIsRegisteredUnasked()
      throws InterruptedException {
    try (FakeRegistry registry = new FakeRegistry(request -> ABSENT);
        RegistrySchemaIds ids = open(registry, false)) {
      Awaitility.await()
          .atMost(WAIT)
          .until(() -> ids.trouble().orElse("").contains("tokenbroker schemas register"));
      assertThat(registry.requests())
          .allSatisfy(request -> assertThat(request).doesNotEndWith("/versions"));

      registry.answer(request -> FOUND);
      assertThat(ids.awaitReady(WAIT)).isTrue();
    }
  }

  @Test
  void withAutoRegisterWhatIsMissingIsRegistered() throws InterruptedException {
    try (FakeRegistry registry =
            new FakeRegistry(request -> request.endsWith("/versions") ? FOUND : ABSENT);
        RegistrySchemaIds ids = open(registry, true)) {
      assertThat(ids.awaitReady(WAIT)).isTrue();
      assertThat(ids.idOf(TOPIC, SCHEMA)).isEqualTo(41);
    }
  }

  @Test
  void anIdThatTheRegistryDoesNotKnowIsMalformedAndAskedForOnce() throws InterruptedException {
    int fingerprint = new FingerprintSchemaIds().idOf(TOPIC, SCHEMA);
    try (FakeRegistry registry = ready();
        RegistrySchemaIds ids = open(registry, false)) {
      assertThat(ids.awaitReady(WAIT)).isTrue();
      registry.answer(request -> ABSENT);

      for (int i = 0; i < 3; i++) {
        assertThatExceptionOfType(MalformedRecordException.class)
            .isThrownBy(() -> ids.schemaOf(7))
            .withMessageContaining("schema id 7 is unknown to the schema registry at");
      }
      assertThatExceptionOfType(MalformedRecordException.class)
          .isThrownBy(() -> ids.schemaOf(fingerprint))
          .withMessageContaining("written without a registry");
      assertThatExceptionOfType(MalformedRecordException.class).isThrownBy(() -> ids.schemaOf(-1));
      assertThat(registry.requests().stream().filter(request -> request.endsWith("/ids/7")))
          .hasSize(1);
    }
  }

  @Test
  void aRegistryThatIsAwayOrHangsIsNoReasonToGiveARecordUp() throws InterruptedException {
    try (FakeRegistry registry = ready();
        RegistrySchemaIds ids = open(registry, false)) {
      assertThat(ids.awaitReady(WAIT)).isTrue();
      for (FakeRegistry.Answer answer : List.of(AWAY, FakeRegistry.HANGS)) {
        registry.answer(request -> answer);

        assertThatExceptionOfType(SchemasUnavailableException.class)
            .isThrownBy(() -> ids.schemaOf(7));
        assertThat(ids.trouble().orElse("")).contains("schema id 7 waits for its schema");
      }

      registry.answer(request -> new FakeRegistry.Answer(200, "{\"schema\":\"\\\"string\\\"\"}"));

      Awaitility.await()
          .atMost(WAIT)
          .ignoreExceptionsInstanceOf(SchemasUnavailableException.class)
          .until(() -> ids.schemaOf(7).getType() == Schema.Type.STRING);
      assertThat(ids.trouble()).isEmpty();
    }
  }

  private static FakeRegistry ready() {
    return new FakeRegistry(request -> FOUND);
  }

  private static RegistrySchemaIds open(FakeRegistry registry, boolean autoRegister) {
    return RegistrySchemaIds.open(
        RegistrySettings.of(List.of(registry.url()))
            .withAutoRegister(autoRegister)
            .withTimeouts(Duration.ofMillis(500), Duration.ofMillis(1500)),
        TOPICS,
        List.of(Topic.REFRESH_REQUESTS));
  }
}
