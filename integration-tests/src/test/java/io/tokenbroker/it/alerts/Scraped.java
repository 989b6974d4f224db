// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.it.alerts;

import io.tokenbroker.process.metrics.ForeignMetric;
import io.tokenbroker.process.metrics.Metric;
import io.tokenbroker.process.metrics.Part;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The metrics that a process tells, and those that it should. */
final class Scraped {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final Pattern TYPE = Pattern.compile("(?m)^# TYPE (\\S+) ");
  private static final String OURS = "tokenbroker_";

  private Scraped() {}

  /** The text that a management port tells. */
  static String text(int port) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics"))
            .timeout(TIMEOUT)
            .build();
    return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).body();
  }

  /** Names of metrics in the text, ours only. */
  static Set<String> ours(String text) {
    return all(text).stream()
        .filter(name -> name.startsWith(OURS))
        .map(name -> name.replaceFirst("_max$", ""))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  static Set<String> all(String text) {
    return TYPE.matcher(text)
        .results()
        .map(found -> found.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** What the catalogue says of a part. */
  static Set<String> catalogue(Part part) {
    return Arrays.stream(Metric.values())
        .filter(metric -> metric.parts().contains(part))
        .map(Metric::prometheusName)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Likewise of the metrics of others that the dashboard uses. */
  static Set<String> foreign(Part part) {
    return Arrays.stream(ForeignMetric.values())
        .filter(metric -> metric.parts().contains(part))
        .map(ForeignMetric::prometheusName)
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
