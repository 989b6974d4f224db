// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.process.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class MetricsPageTest {
  private static final Path PAGE = Path.of("..", "docs", "metrics.md");

  /**
   * {@code mvn test -pl process -am -Dtest=MetricsPageTest -Dtokenbroker.writeDocs=true} writes it
   * anew.
   */
  @Test
  void theReferencePageIsWhatTheCatalogueSays() throws IOException {
    if (Boolean.getBoolean("tokenbroker.writeDocs")) {
      Files.writeString(PAGE, MetricsPage.text());
    }
    assertThat(Files.readString(PAGE)).isEqualTo(MetricsPage.text());
  }

  @Test
  void noTwoMetricsHaveOneName() {
    assertThat(Arrays.stream(Metric.values()).map(Metric::prometheusName)).doesNotHaveDuplicates();
  }

  @Test
  void noLabelIsAUserOrATenant() {
    assertThat(Arrays.stream(Metric.values()).flatMap(metric -> metric.labels().stream()))
        .doesNotContain("user", "tenant", "token_key", "address", "alias");
  }
}
