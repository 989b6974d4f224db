// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/security.md names tests: each of them exists. */
class SecurityPageTest {
  private static final Path ROOT = Path.of("..");
  private static final Pattern NAMED = Pattern.compile("`([A-Z]\\w+(?:Test|IT))(?:#(\\w+))?`");

  @Test
  void everyTestThatThePageNamesExists() throws IOException {
    Map<String, String> tests = tests();
    List<MatchResult> named =
        NAMED.matcher(Files.readString(ROOT.resolve("docs/security.md"))).results().toList();

    assertThat(named).hasSizeGreaterThan(40);
    for (MatchResult name : named) {
      assertThat(tests).containsKey(name.group(1));
      String method = Optional.ofNullable(name.group(2)).map(is -> "void " + is + "(").orElse("");
      assertThat(tests.getOrDefault(name.group(1), "")).as(name.group()).contains(method);
    }
  }

  /** Sources by the class's name; of classes with one name together. */
  private static Map<String, String> tests() throws IOException {
    try (Stream<Path> modules = Files.list(ROOT)) {
      return modules
          .map(module -> module.resolve("src/test/java"))
          .filter(Files::isDirectory)
          .flatMap(SecurityPageTest::sources)
          .collect(
              Collectors.toMap(
                  file -> file.getFileName().toString().replace(".java", ""),
                  SecurityPageTest::read,
                  String::concat));
    }
  }

  private static Stream<Path> sources(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(".java")).toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
