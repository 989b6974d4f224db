// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.it.deploy;

import static io.tokenbroker.it.deploy.Repository.at;
import static io.tokenbroker.it.deploy.Repository.list;
import static io.tokenbroker.it.deploy.Repository.map;
import static io.tokenbroker.it.deploy.Repository.string;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1Job;
import io.kubernetes.client.openapi.models.V1Namespace;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1PodDisruptionBudget;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1ServiceAccount;
import io.kubernetes.client.openapi.models.V1StatefulSet;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class KubernetesManifestsTest {
  private static final String BASE = "deploy/kubernetes/base/";

  private interface Check {
    void of(JsonElement json) throws IOException;
  }

  private static final Map<String, Check> MODELS =
      Map.of(
          "Namespace", V1Namespace::validateJsonElement,
          "ConfigMap", V1ConfigMap::validateJsonElement,
          "ServiceAccount", V1ServiceAccount::validateJsonElement,
          "Service", V1Service::validateJsonElement,
          "Deployment", V1Deployment::validateJsonElement,
          "StatefulSet", V1StatefulSet::validateJsonElement,
          "Job", V1Job::validateJsonElement,
          "PodDisruptionBudget", V1PodDisruptionBudget::validateJsonElement,
          "NetworkPolicy", V1NetworkPolicy::validateJsonElement);

  static List<Map<?, ?>> objects() {
    List<Map<?, ?>> objects = new ArrayList<>();
    for (Object file : list(Repository.yaml(BASE + "kustomization.yaml").get(0), "resources")) {
      objects.addAll(Repository.yaml(BASE + file));
    }
    return objects;
  }

  static Stream<Map<?, ?>> workloads() {
    return objects().stream().filter(it -> at(it, "spec", "template", "spec").isPresent());
  }

  static Stream<Object> containers() {
    return workloads()
        .map(it -> map(it, "spec", "template", "spec"))
        .flatMap(
            pod ->
                Stream.concat(
                    list(pod, "initContainers").stream(), list(pod, "containers").stream()));
  }

  static Stream<Map<?, ?>> services() {
    return workloads().filter(it -> !string(it, "kind").equals("Job"));
  }

  @ParameterizedTest
  @MethodSource("objects")
  void anObjectIsAsKubernetesDefinesIt(Map<?, ?> object) throws IOException {
    Optional<Check> model = Optional.ofNullable(MODELS.get(string(object, "kind")));

    assertThat(model).as("a model of " + string(object, "kind")).isPresent();
    model.orElseThrow().of(new Gson().toJsonTree(object));
  }

  @Test
  void aMistypedFieldWouldBeNoticed() {
    JsonElement mistyped = new Gson().toJsonTree(Map.of("metadata", Map.of("nam", "tokenbroker")));

    assertThatThrownBy(() -> V1Namespace.validateJsonElement(mistyped)).hasMessageContaining("nam");
  }

  @Test
  void whatPreparesAReleaseIsNotGivenTheKeyEncryptionKey() {
    assertThat(workloads().filter(it -> string(it, "kind").equals("Job")))
        .isNotEmpty()
        .allSatisfy(
            job -> assertThat(map(job, "spec").toString()).doesNotContain("tokenbroker-kek"));
  }

  @ParameterizedTest
  @MethodSource("workloads")
  void aPodKeepsTheRestrictedRules(Map<?, ?> workload) {
    Map<?, ?> pod = map(workload, "spec", "template", "spec");

    assertThat(at(pod, "automountServiceAccountToken")).contains(false);
    assertThat(at(pod, "securityContext", "runAsNonRoot")).contains(true);
    assertThat(at(pod, "securityContext", "runAsUser")).contains(10001);
    assertThat(at(pod, "securityContext", "seccompProfile", "type")).contains("RuntimeDefault");
  }

  @ParameterizedTest
  @MethodSource("containers")
  void aContainerKeepsTheRestrictedRulesAndHasLimits(Object container) {
    assertThat(at(container, "securityContext", "readOnlyRootFilesystem")).contains(true);
    assertThat(at(container, "securityContext", "allowPrivilegeEscalation")).contains(false);
    assertThat(list(container, "securityContext", "capabilities", "drop").toString())
        .isEqualTo("[ALL]");
    assertThat(at(container, "resources", "requests", "cpu")).isPresent();
    assertThat(at(container, "resources", "limits", "memory"))
        .isPresent()
        .isEqualTo(at(container, "resources", "requests", "memory"));
  }

  @ParameterizedTest
  @MethodSource("containers")
  void anImagesVersionStandsInTheKustomization(Object container) {
    List<?> images = list(Repository.yaml(BASE + "kustomization.yaml").get(0), "images");

    assertThat(images)
        .anySatisfy(
            image -> {
              assertThat(string(image, "name")).isEqualTo(string(container, "image"));
              assertThat(string(image, "newTag")).matches("\\d.*");
            });
  }

  @ParameterizedTest
  @MethodSource("services")
  void aServiceIsProbedAtItsManagementPort(Map<?, ?> workload) {
    Object container = list(workload, "spec", "template", "spec", "containers").get(0);

    for (String probe : List.of("startupProbe", "readinessProbe", "livenessProbe")) {
      assertThat(string(container, probe, "httpGet", "port")).isEqualTo("management");
    }
    assertThat(string(container, "readinessProbe", "httpGet", "path")).isEqualTo("/readyz");
    assertThat(string(container, "livenessProbe", "httpGet", "path")).isEqualTo("/healthz");
    assertThat(string(container, "startupProbe", "httpGet", "path")).isEqualTo("/healthz");
  }

  @ParameterizedTest
  @MethodSource("services")
  void aServiceOutlivesTheLossOfANode(Map<?, ?> workload) {
    String name = string(workload, "metadata", "name");

    assertThat((Integer) at(workload, "spec", "replicas").orElseThrow()).isGreaterThan(1);
    assertThat(at(workload, "spec", "template", "spec", "affinity", "podAntiAffinity")).isPresent();
    assertThat(objects())
        .anySatisfy(
            other -> {
              assertThat(string(other, "kind")).isEqualTo("PodDisruptionBudget");
              assertThat(string(other, "spec", "selector", "matchLabels", "app.kubernetes.io/name"))
                  .isEqualTo(name);
            });
  }

  @Test
  void everySettingIsOneThatTheProcessesKnow() {
    KnownSettings known = new KnownSettings();
    List<String> set =
        objects().stream()
            .filter(it -> string(it, "kind").equals("ConfigMap"))
            .flatMap(it -> map(it, "data").keySet().stream())
            .map(Object::toString)
            .toList();

    assertThat(set).hasSizeGreaterThan(10).allMatch(known::knows);
  }

  @Test
  void brokersKeepTheirStoresOnAVolumeOfTheirOwn() {
    assertThat(workloads().filter(it -> string(it, "kind").equals("StatefulSet")))
        .singleElement()
        .satisfies(
            it ->
                assertThat(list(it, "spec", "volumeClaimTemplates"))
                    .singleElement()
                    .satisfies(
                        claim -> assertThat(string(claim, "metadata", "name")).isEqualTo("state")));
  }
}
