// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.process.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.opentelemetry.api.OpenTelemetry;
import java.net.URI;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TracingSettingsTest {
  @Test
  void withoutACollectorTracingIsOff() {
    try (Tracing tracing = Tracing.start(TracingSettings.OFF, "here")) {
      assertThat(tracing.openTelemetry()).isSameAs(OpenTelemetry.noop());
    }
  }

  @Test
  void aCollectorWithoutAPathGetsOtlpsOwn() {
    assertThat(settings("http://collector:4318", 1).endpoint())
        .contains(URI.create("http://collector:4318/v1/traces"));
    assertThat(settings("https://c.example/otlp", 0.25).endpoint())
        .contains(URI.create("https://c.example/otlp"));
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.1, 1.01, Double.NaN})
  void aShareThatIsNoneIsRefused(double ratio) {
    assertThatIllegalArgumentException().isThrownBy(() -> settings("http://collector", ratio));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "collector:4318",
        "grpc://collector:4317",
        "http://user:s3cr3t@collector",
        "http://collector/?key=s3cr3t"
      })
  void aUrlThatCannotBeUsedIsRefusedWithoutItsText(String url) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> settings(url, 1))
        .withMessageNotContaining("s3cr3t");
  }

  private static TracingSettings settings(String url, double ratio) {
    return new TracingSettings(Optional.of(URI.create(url)), ratio);
  }
}
