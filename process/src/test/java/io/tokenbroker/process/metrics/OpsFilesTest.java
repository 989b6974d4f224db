// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.process.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The dashboard, the alert rules and the runbooks against the catalogue. */
class OpsFilesTest {
  private static final Path ALERTS = Path.of("..", "ops", "prometheus", "alerts.yml");
  private static final Path DASHBOARD = Path.of("..", "ops", "grafana", "tokenbroker.json");
  private static final Path RUNBOOKS = Path.of("..", "docs", "runbooks.md");
  private static final Path PROMTOOL = Path.of("/usr/bin/promtool");
  private static final Pattern NAME =
      Pattern.compile("\\b(tokenbroker|jvm|process|kafka|system)_[a-z0-9_]+");

  @Test
  void theAlertRulesUseMetricsThatThereAre() throws IOException {
    List<String> rules =
        Files.readAllLines(ALERTS).stream()
            .filter(line -> line.strip().startsWith("expr:"))
            .toList();

    assertThat(rules).hasSizeGreaterThan(10);
    assertThat(names(String.join("\n", rules))).isSubsetOf(known());
  }

  @Test
  void theDashboardUsesMetricsThatThereAreAndShowsAllOfOurs() throws IOException {
    Set<String> shown =
        names(
            expressions(new ObjectMapper().readTree(Files.readString(DASHBOARD)))
                .collect(Collectors.joining("\n")));

    assertThat(shown).isSubsetOf(known());
    assertThat(shown.stream().map(OpsFilesTest::family))
        .containsAll(Arrays.stream(Metric.values()).map(Metric::prometheusName).toList());
  }

  @Test
  void everyAlertHasItsTextsAndASectionOfTheRunbooks() throws IOException {
    String rules = Files.readString(ALERTS);
    List<String> alerts =
        Pattern.compile("- alert: (\\w+)").matcher(rules).results().map(m -> m.group(1)).toList();
    List<String> sections =
        Files.readAllLines(RUNBOOKS).stream()
            .filter(line -> line.startsWith("## "))
            .map(line -> line.substring(3))
            .toList();

    assertThat(sections).containsExactlyElementsOf(alerts);
    for (String alert : alerts) {
      assertThat(rules).contains("docs/runbooks.md#" + alert.toLowerCase(Locale.ROOT));
    }
    for (String text : List.of("summary:", "description:", "runbook_url:", "severity:")) {
      assertThat(rules.split(text, -1)).as(text).hasSize(alerts.size() + 1);
    }
  }

  @Test
  void promtoolAcceptsTheAlertRules() throws IOException, InterruptedException {
    assumeThat(PROMTOOL)
        .as("promtool is not installed (Debian's package prometheus)")
        .isExecutable();
    Process check =
        new ProcessBuilder(PROMTOOL.toString(), "check", "rules", ALERTS.toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();

    assertThat(check.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(check.exitValue()).isZero();
  }

  private static Set<String> known() {
    return Stream.concat(
            Arrays.stream(Metric.values()).map(Metric::prometheusName),
            Arrays.stream(ForeignMetric.values()).map(ForeignMetric::prometheusName))
        .flatMap(name -> Stream.of(name, name + "_bucket", name + "_count", name + "_sum"))
        .collect(Collectors.toSet());
  }

  private static String family(String name) {
    return name.replaceFirst("_(bucket|count|sum)$", "");
  }

  private static Set<String> names(String text) {
    return NAME.matcher(text.replaceAll("\"[^\"]*\"", ""))
        .results()
        .map(found -> found.group())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Stream<String> expressions(JsonNode node) {
    return node.findValuesAsText("expr").stream();
  }
}
