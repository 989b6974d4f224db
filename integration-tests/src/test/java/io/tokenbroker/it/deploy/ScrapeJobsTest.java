// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.it.deploy;

import static io.tokenbroker.it.deploy.Repository.list;
import static io.tokenbroker.it.deploy.Repository.string;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** An alert about a job that nobody scrapes would never fire. */
final class ScrapeJobsTest {
  private static final Pattern JOB = Pattern.compile("job=\"([^\"]+)\"");

  private static Set<String> jobsOfTheAlerts() {
    Matcher matcher = JOB.matcher(Repository.text("ops/prometheus/alerts.yml"));
    Set<String> jobs = new TreeSet<>();
    while (matcher.find()) {
      jobs.add(matcher.group(1));
    }
    return jobs;
  }

  private static Set<String> names(Stream<?> of, String key) {
    return of.map(it -> string(it, key)).collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void composeScrapesTheJobsThatTheAlertsAreAbout() {
    Object prometheus = Repository.yaml("deploy/compose/prometheus.yml").get(0);

    assertThat(names(list(prometheus, "scrape_configs").stream(), "job_name"))
        .isNotEmpty()
        .isEqualTo(jobsOfTheAlerts());
  }

  @Test
  void thePodMonitorGivesPodsTheJobsThatTheAlertsAreAbout() {
    Object monitor = Repository.yaml("deploy/kubernetes/monitoring/podmonitor.yaml").get(0);
    Object endpoint = list(monitor, "spec", "podMetricsEndpoints").get(0);

    assertThat(list(endpoint, "relabelings"))
        .allMatch(it -> string(it, "targetLabel").equals("job"));
    assertThat(names(list(endpoint, "relabelings").stream(), "replacement"))
        .isNotEmpty()
        .isEqualTo(jobsOfTheAlerts());
    assertThat(names(list(endpoint, "relabelings").stream(), "regex"))
        .isEqualTo(
            names(
                KubernetesManifestsTest.services()
                    .map(workload -> Repository.map(workload, "metadata")),
                "name"));
  }
}
