// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KafkaSettingsTest {
  @Test
  void aVariableIsTheSettingThatIsWrittenWithDots() {
    assertThat(
            KafkaSettings.of(
                Map.of(
                    "TOKENBROKER_KAFKA_SECURITY_PROTOCOL", "SASL_SSL",
                    "TOKENBROKER_PARTITIONS", "3",
                    "KAFKA_OPTS", "x")))
        .isEqualTo(Map.of("security.protocol", "SASL_SSL"));
  }

  @Test
  void aFileHoldsTheValue(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("jaas"), "Module required password=\"p\";\n");

    assertThat(KafkaSettings.of(Map.of("TOKENBROKER_KAFKA_SASL_JAAS_CONFIG_FILE", file.toString())))
        .isEqualTo(Map.of("sasl.jaas.config", "Module required password=\"p\";"));
  }

  @Test
  void aSettingOfKafkasThatTakesAFilesNameIsLeftAsItIs() {
    assertThat(
            KafkaSettings.of(
                Map.of("TOKENBROKER_KAFKA_SASL_OAUTHBEARER_ASSERTION_FILE", "/run/assertion")))
        .isEqualTo(Map.of("sasl.oauthbearer.assertion.file", "/run/assertion"));
  }

  @Test
  void aFileThatIsNotThereIsNamedWithItsVariable() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> KafkaSettings.of(Map.of("TOKENBROKER_KAFKA_SSL_KEY_PASSWORD_FILE", "/none")))
        .withMessage(
            "TOKENBROKER_KAFKA_SSL_KEY_PASSWORD_FILE: could not read /none: NoSuchFileException");
  }

  @Test
  void aSettingThatIsGivenTwiceIsRefusedWithoutItsValue(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("password"), "hidden-1");

    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                KafkaSettings.of(
                    Map.of(
                        "TOKENBROKER_KAFKA_SSL_KEY_PASSWORD_FILE",
                        file.toString(),
                        "TOKENBROKER_KAFKA_SSL_KEY_PASSWORD",
                        "hidden-2")))
        .withMessageContaining("ssl.key.password is given twice")
        .withMessageNotContaining("hidden");
  }
}
