// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.process.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.opentelemetry.api.OpenTelemetry;
import io.tokenbroker.settings.EnvironmentReader;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TracingSettingsTest {
  private static final String ENDPOINT = "TOKENBROKER_TRACING_ENDPOINT";
  private static final String RATIO = "TOKENBROKER_TRACING_SAMPLE_RATIO";

  @Test
  void withoutACollectorTracingIsOff() {
    TracingSettings settings = read(Map.of());

    assertThat(settings).isEqualTo(TracingSettings.OFF);
    try (Tracing tracing = Tracing.start(settings, "here")) {
      assertThat(tracing.openTelemetry()).isSameAs(OpenTelemetry.noop());
    }
  }

  @Test
  void aCollectorWithoutAPathGetsOtlpsOwn() {
    assertThat(read(Map.of(ENDPOINT, "http://collector:4318")).endpoint())
        .contains(URI.create("http://collector:4318/v1/traces"));
    assertThat(read(Map.of(ENDPOINT, "https://c.example/otlp", RATIO, "0.25")))
        .satisfies(it -> assertThat(it.endpoint()).contains(URI.create("https://c.example/otlp")))
        .satisfies(it -> assertThat(it.sampleRatio()).isEqualTo(0.25));
  }

  @ParameterizedTest
  @ValueSource(strings = {"-0.1", "1.01", "NaN", "half"})
  void aShareThatIsNoneIsRefusedWithItsName(String ratio) {
    assertThatThrownBy(() -> read(Map.of(RATIO, ratio)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(RATIO);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "collector:4318",
        "grpc://collector:4317",
        "http://user:s3cr3t@collector",
        "http://collector/?key=s3cr3t",
        "http://s3cr3t collector/"
      })
  void aUrlThatCannotBeUsedIsRefusedWithoutItsText(String url) {
    assertThatThrownBy(() -> read(Map.of(ENDPOINT, url)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(ENDPOINT)
        .hasMessageNotContaining("s3cr3t");
  }

  private static TracingSettings read(Map<String, String> environment) {
    return TracingSettings.read(new EnvironmentReader(environment));
  }
}
