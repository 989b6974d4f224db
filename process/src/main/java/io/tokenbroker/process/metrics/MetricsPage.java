// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.process.metrics;

import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** The reference page, {@code docs/metrics.md}, from the catalogue. */
public final class MetricsPage {
  private static final String HEAD =
      """
      # Metrics

      What `/metrics` of a process tells, on its management port ([operators.md](operators.md#monitoring)).
      This page is made from the catalogue in the code (`process`: `metrics/Metric`); a test compares
      it with what running processes tell, with the dashboard and with the alert rules.

      No label holds a user, a tenant, a token or an address. `provider` is the name of a profile, or a
      provider's origin; after the first 200 the others are told together as `other`.

      A histogram has the series `_bucket` (buckets from 5 ms to 30 s), `_count`, `_sum`, and `_max`, the
      largest of the last two minutes or so.

      ## Ours

      | metric | type | unit | labels | told by | meaning |
      | --- | --- | --- | --- | --- | --- |
      """;

  private static final String FOREIGN =
      """

      ## Of the JVM and of Kafka's clients

      Everything that Micrometer tells of the JVM (`jvm_`, `process_`, `system_`), of the
      Kafka producers and the provider caller's consumer (`kafka_producer_`, `kafka_consumer_`), and of
      Kafka Streams with its RocksDB stores (`kafka_stream_`). The dashboard uses these:

      | metric | told by | meaning |
      | --- | --- | --- |
      """;

  private MetricsPage() {}

  /** The whole page. */
  public static String text() {
    StringBuilder page = new StringBuilder(HEAD);
    for (Metric metric : Metric.values()) {
      page.append(row(metric)).append('\n');
    }
    page.append(FOREIGN);
    for (ForeignMetric metric : ForeignMetric.values()) {
      page.append(
          "| `%s` | %s | %s |%n"
              .formatted(metric.prometheusName(), parts(metric.parts()), metric.meaning()));
    }
    return page.toString().replace("\r", "");
  }

  private static String row(Metric metric) {
    return "| `%s` | %s | %s | %s | %s | %s |"
        .formatted(
            metric.prometheusName(),
            metric.kind().name().toLowerCase(Locale.ROOT),
            metric.unit(),
            metric.labels().stream().map("`%s`"::formatted).collect(Collectors.joining(", ")),
            parts(metric.parts()),
            metric.meaning());
  }

  private static String parts(Set<Part> parts) {
    return parts.stream().map(Part::text).collect(Collectors.joining(", "));
  }
}
