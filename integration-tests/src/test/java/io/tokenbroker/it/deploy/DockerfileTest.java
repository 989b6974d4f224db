// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.it.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class DockerfileTest {
  private static final Dockerfile DOCKERFILE =
      Dockerfile.parse(Repository.text("deploy/docker/Dockerfile"));
  private static final Pattern MAIN = Pattern.compile("io\\.tokenbroker\\.[a-z.]+\\.[A-Z]\\w+");

  static List<String> targets() {
    return DOCKERFILE.targets();
  }

  @Test
  void thereIsAnImageForEachProcessAndForTheCommand() {
    assertThat(DOCKERFILE.targets())
        .containsExactlyInAnyOrder("gateway", "broker-service", "cli", "demo");
  }

  @Test
  void baseImagesAreArgumentsWithAVersion() {
    assertThat(DOCKERFILE.beforeStages())
        .isNotEmpty()
        .allSatisfy(line -> assertThat(line).matches("ARG [A-Z_]+=[^:]+:[^:]*\\d[^:]*"));
    assertThat(DOCKERFILE.stages().values().stream().map(Dockerfile.Stage::base))
        .allSatisfy(
            base ->
                assertThat(base.startsWith("${") || DOCKERFILE.stages().containsKey(base))
                    .isTrue());
  }

  @ParameterizedTest
  @MethodSource("targets")
  void anImageRunsAsANumberedUserWhoIsNotRoot(String target) {
    assertThat(DOCKERFILE.inForce(target, "USER")).hasValueSatisfying(this::isNumberAndNotRoot);
  }

  private void isNumberAndNotRoot(String user) {
    assertThat(user).matches("[1-9]\\d*:[1-9]\\d*");
  }

  @ParameterizedTest
  @MethodSource("targets")
  void anImageSaysHowItsHealthIsAskedOrThatItHasNone(String target) {
    assertThat(DOCKERFILE.inForce(target, "HEALTHCHECK"))
        .hasValueSatisfying(it -> assertThat(it).matches("NONE|.*--timeout=.* CMD \\[.*\\]"));
  }

  @ParameterizedTest
  @MethodSource("targets")
  void anImagesProcessGetsTheSignals(String target) {
    assertThat(DOCKERFILE.inForce(target, "ENTRYPOINT"))
        .hasValueSatisfying(it -> assertThat(it).startsWith("[").endsWith("]"));
  }

  @ParameterizedTest
  @MethodSource("targets")
  void librariesAreALayerBelowOurOwnJars(String target) {
    List<String> layers =
        DOCKERFILE
            .stage(target)
            .all("COPY")
            .map(it -> it.split("\\s+", -1)[1].replaceFirst(".*/", ""))
            .toList();

    assertThat(layers).containsExactly("lib", "bin", "app");
  }

  /** A folder that COPY has to make gets the time of the build, and two builds would differ. */
  @ParameterizedTest
  @MethodSource("targets")
  void copyMakesNoFolders(String target) {
    assertThat(DOCKERFILE.stage(target).all("COPY").map(it -> it.split("\\s+", -1)[2]))
        .isNotEmpty()
        .allMatch("/"::equals);
  }

  @Test
  void mainClassesAreThere() {
    Matcher names =
        MAIN.matcher(
            Repository.text("deploy/docker/Dockerfile")
                + Repository.text("deploy/docker/bin/tokenbroker")
                + Repository.text("docker-compose.yml"));

    assertThat(names.results().map(it -> it.group()))
        .hasSizeGreaterThanOrEqualTo(5)
        .allSatisfy(
            name -> assertThat(Class.forName(name).getMethod("main", String[].class)).isNotNull());
  }

  @Test
  void whatTheImagesStartCanBeStarted() throws Exception {
    try (Stream<java.nio.file.Path> files = Files.list(Repository.path("deploy/docker/bin"))) {
      assertThat(files).isNotEmpty().allMatch(Files::isExecutable);
    }
    assertThat(Repository.path("deploy/docker/assemble")).isExecutable();
  }
}
