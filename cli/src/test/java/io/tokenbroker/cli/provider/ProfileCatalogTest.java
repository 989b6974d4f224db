// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ProfileCatalogTest {
  private static final String FOLDER = "io/tokenbroker/cli/provider/catalogue/";
  private static final String PROFILE =
      """
      provider: acme
      title: Acme
      documentation: https://acme.example/docs
      verification: documented
      authorizationEndpoint: https://acme.example/authorize
      tokenEndpoint: https://acme.example/token
      """;

  static Stream<String> names() {
    return new ProfileCatalog().names().stream();
  }

  @ParameterizedTest
  @MethodSource("names")
  void everyProfileIsValid(String name) {
    Profile profile = new ProfileCatalog().of(name);

    assertThat(profile.name()).isEqualTo(name);
    assertThat(profile.title()).isNotBlank();
  }

  @Test
  void everyFileOfTheFolderIsFound() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("src/main/resources", FOLDER))) {
      List<String> expected =
          files
              .map(file -> String.valueOf(file.getFileName()))
              .map(file -> file.replaceFirst("\\.yaml$", ""))
              .sorted()
              .toList();
      assertThat(new ProfileCatalog().names())
          .containsExactlyElementsOf(expected)
          .contains("github", "google", "slack");
    }
  }

  @Test
  void profilesAreFoundInAJarThatListsNoFolders(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("all in one.jar");
    try (OutputStream out = Files.newOutputStream(file);
        JarOutputStream jar = new JarOutputStream(out)) {
      for (String name : List.of("other/other.yaml", FOLDER + "acme.yaml", FOLDER + "x/y.yaml")) {
        jar.putNextEntry(new JarEntry(name));
        jar.write(PROFILE.getBytes(StandardCharsets.UTF_8));
      }
    }
    ProfileCatalog catalog = new ProfileCatalog(file);

    assertThat(catalog.names()).containsExactly("acme");
    assertThat(catalog.of("acme").title()).isEqualTo("Acme");
    assertThat(catalog.find("acm")).isEmpty();
    assertThat(catalog.unknown("acm")).contains("did you mean acme?");
  }
}
