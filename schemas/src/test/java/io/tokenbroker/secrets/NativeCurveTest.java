// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Provider;
import java.security.Security;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativeCurveTest {
  private static final long LONGEST_SECONDS = 60;

  @Test
  void standsBehindEveryOtherProvider() {
    assumeThat(NativeCurve.install()).as("Conscrypt has a library for this platform").isTrue();
    List<String> names = Arrays.stream(Security.getProviders()).map(Provider::getName).toList();

    assertThat(NativeCurve.install()).as("a second time").isTrue();

    assertThat(names).endsWith("Conscrypt").containsOnlyOnce("Conscrypt");
    assertThat(Security.getProviders()).hasSize(names.size());
  }

  @Test
  void sealingGoesOnWhereThereIsNoLibraryForThePlatform(@TempDir Path folder) throws Exception {
    assertThat(sealOnce(folder, "-Dos.arch=z80")).contains("native: false, opened: true");
  }

  @Test
  void sealingGoesOnWhereConscryptIsLeftOut(@TempDir Path folder) throws Exception {
    assertThat(sealOnce(folder, "-Dwithout=conscrypt")).contains("native: false, opened: true");
  }

  private static String sealOnce(Path folder, String option) throws Exception {
    Path output = folder.resolve("output");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                option,
                "-cp",
                classPath(option.contains("without")),
                SealOnce.class.getName(),
                folder.toString())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      assertThat(process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    return text(output);
  }

  private static String classPath(boolean withoutConscrypt) {
    String separator = System.getProperty("path.separator");
    Stream<String> entries =
        Arrays.stream(System.getProperty("java.class.path").split(separator, -1));
    return String.join(
        separator,
        entries.filter(entry -> !withoutConscrypt || !entry.contains("conscrypt")).toList());
  }

  private static String text(Path file) throws IOException {
    return Files.readString(file, StandardCharsets.UTF_8);
  }
}
