// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tokenbroker.secrets.Opener;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TokenClientSettingsTest {
  private static final Opener OPENER = (bytes, data) -> new byte[0];

  @Test
  void thereAreDefaultsForAllButServersAndKeys() {
    TokenClientSettings settings = TokenClientSettings.builder("host:9092", OPENER).build();

    assertThat(settings.kafka()).containsEntry("bootstrap.servers", "host:9092");
    assertThat(settings.maxTokens()).isEqualTo(1_000_000);
    assertThat(settings.topics().prefix()).isEqualTo("tokenbroker.");
  }

  @Test
  void passwordsInKafkaSettingsAreNotShown() {
    TokenClientSettings settings =
        TokenClientSettings.builder("host:9092", OPENER)
            .kafka(Map.of("sasl.jaas.config", "password=hunter2"))
            .build();

    assertThat(settings.toString()).contains("sasl.jaas.config").doesNotContain("hunter2");
  }

  @Test
  void impossibleSettingsAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TokenClientSettings.builder("h:1", OPENER).maxTokens(0).build())
        .withMessageContaining("maxTokens");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TokenClientSettings.builder("h:1", OPENER).clientId(" ").build())
        .withMessageContaining("clientId");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> TokenClientSettings.builder("h:1", OPENER).clientId("x".repeat(65)).build());
  }
}
