// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.it.deploy;

import static io.tokenbroker.it.deploy.Repository.at;
import static io.tokenbroker.it.deploy.Repository.list;
import static io.tokenbroker.it.deploy.Repository.map;
import static io.tokenbroker.it.deploy.Repository.string;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ComposeFileTest {
  private static final Map<?, ?> FILE = Repository.yaml("docker-compose.yml").get(0);
  private static final Dockerfile DOCKERFILE =
      Dockerfile.parse(Repository.text("deploy/docker/Dockerfile"));

  /** Alerts and dashboard; whoever has none still comes up. */
  private static final String OPTIONAL = "./ops/";

  static Set<String> services() {
    return map(FILE, "services").keySet().stream()
        .map(Object::toString)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Map<?, ?> service(String name) {
    return map(FILE, "services", name);
  }

  /** The stage of our images that a service runs: its own, or that of the service that builds. */
  private static String target(Map<?, ?> service) {
    return services().stream()
        .map(ComposeFileTest::service)
        .filter(other -> string(other, "image").equals(string(service, "image")))
        .map(other -> string(other, "build", "target"))
        .filter(target -> !target.isEmpty())
        .findFirst()
        .orElse("");
  }

  private static boolean isOurs(String name) {
    return string(service(name), "image").contains(":-tokenbroker/");
  }

  @Test
  void allThatTheStoryNeedsIsThere() {
    assertThat(services())
        .contains("kafka-1", "kafka-2", "kafka-3", "schema-registry", "gateway-1", "gateway-2")
        .contains("proxy", "broker-1", "broker-2", "demo-provider", "sample-runner")
        .contains("prometheus", "grafana", "kafka-ui");
  }

  @ParameterizedTest
  @MethodSource("services")
  void anImageCanBeReplacedAndHasAVersion(String name) {
    assertThat(string(service(name), "image")).matches("\\$\\{[A-Z_]+:-[^:]+:v?\\d[^:]*\\}");
  }

  @ParameterizedTest
  @MethodSource("services")
  void aContainerMayDoNoMoreThanItNeeds(String name) {
    Map<?, ?> service = service(name);

    assertThat(at(service, "read_only")).contains(true);
    assertThat(list(service, "cap_drop").stream().map(Object::toString)).containsExactly("ALL");
    assertThat(list(service, "security_opt").stream().map(Object::toString))
        .contains("no-new-privileges:true");
    assertThat(at(service, "privileged")).isEmpty();
    assertThat(at(service, "cap_add")).isEmpty();
    assertThat(service.toString()).doesNotContain("docker.sock");
  }

  @ParameterizedTest
  @MethodSource("services")
  void aContainerIsNotRoots(String name) {
    String user = string(service(name), "user");

    assertThat(user.isEmpty() ? isOurs(name) : user.matches("[1-9]\\d*:\\d+")).isTrue();
  }

  @ParameterizedTest
  @MethodSource("services")
  void aContainerHasLimits(String name) {
    assertThat(service(name).keySet().stream().map(Object::toString))
        .contains("mem_limit", "cpus", "pids_limit", "logging");
  }

  @ParameterizedTest
  @MethodSource("services")
  void whatIsPublishedIsOnLoopback(String name) {
    assertThat(list(service(name), "ports"))
        .allSatisfy(port -> assertThat(port.toString()).startsWith("127.0.0.1:"));
  }

  @ParameterizedTest
  @MethodSource("services")
  void whatRunsOnIsAskedForItsHealth(String name) {
    Map<?, ?> service = service(name);
    if (!service.containsKey("restart")) {
      return;
    }

    assertThat(
            at(service, "healthcheck").isPresent()
                || DOCKERFILE
                    .inForce(target(service), "HEALTHCHECK")
                    .orElse("NONE")
                    .contains("CMD"))
        .isTrue();
  }

  @ParameterizedTest
  @MethodSource("services")
  void whatAContainerWaitsForIsThereAndHasACondition(String name) {
    map(service(name), "depends_on")
        .forEach(
            (other, how) -> {
              assertThat(services()).contains(other.toString());
              boolean job = !service(other.toString()).containsKey("restart");
              assertThat(string(how, "condition"))
                  .isEqualTo(job ? "service_completed_successfully" : "service_healthy");
            });
  }

  @ParameterizedTest
  @MethodSource("services")
  void noPasswordStandsInTheFile(String name) {
    assertThat(map(service(name), "environment").keySet().stream().map(Object::toString))
        .noneMatch(it -> it.matches(".*(PASSWORD|SECRET|TOKEN|_KEK|API_KEYS?)$"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"setup", "tokenbroker"})
  void anOperatorsCommandIsNotGivenTheKeyEncryptionKey(String name) throws IOException {
    assertThat(list(service(name), "volumes").toString()).contains("keys-operator:");
    assertThat(map(service(name), "environment").containsKey("TOKENBROKER_KEK_FILE")).isFalse();
    assertThat(Files.readString(Repository.path("deploy/compose/setup/make-keys")))
        .doesNotContain("give operator")
        .contains("rm -f \"$root/operator/kek\"");
  }

  @ParameterizedTest
  @MethodSource("services")
  void whatIsMountedIsThere(String name) {
    for (Object volume : list(service(name), "volumes")) {
      String source = volume.toString().split(":", -1)[0];
      if (source.startsWith("./")) {
        assertThat(volume.toString()).endsWith(":ro");
        if (!source.startsWith(OPTIONAL)) {
          assertThat(Repository.path(source.substring(2))).exists();
        }
      } else {
        assertThat(map(FILE, "volumes").containsKey(source)).isTrue();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("services")
  void anImageOfOursIsBuiltByExactlyOneServiceAndNeverPulledByAnother(String name) {
    if (!isOurs(name)) {
      return;
    }
    String image = string(service(name), "image");

    assertThat(
            services().stream()
                .filter(other -> string(service(other), "image").equals(image))
                .filter(other -> at(service(other), "build").isPresent()))
        .hasSize(1);
    assertThat(
            at(service(name), "build").isPresent()
                || string(service(name), "pull_policy").equals("never"))
        .isTrue();
  }

  @Test
  void everySettingIsOneThatTheProcessesKnow() {
    KnownSettings known = new KnownSettings();
    List<String> set =
        services().stream()
            .flatMap(name -> map(service(name), "environment").keySet().stream())
            .map(Object::toString)
            .filter(name -> name.startsWith("TOKENBROKER_"))
            .distinct()
            .toList();

    assertThat(set).hasSizeGreaterThan(10).allMatch(known::knows);
  }

  @Test
  void kafkaAndItsRegistryHaveNoWayOut() {
    assertThat(at(FILE, "networks", "kafka", "internal")).contains(true);
    assertThat(Stream.of("kafka-1", "kafka-2", "kafka-3", "schema-registry"))
        .allSatisfy(
            name -> assertThat(list(service(name), "networks").toString()).isEqualTo("[kafka]"));
  }

  @Test
  void theOperatorsCommandReachesKafkaTheProvidersAndTheGatewaysProxy() {
    assertThat(list(service("tokenbroker"), "networks").toString())
        .isEqualTo("[kafka, provider, edge]");
    assertThat(list(service("proxy"), "networks").toString()).contains("edge");
  }
}
