// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tokenbroker.cli.TokenbrokerCommand;
import io.tokenbroker.cli.connector.ConnectorKeys;
import io.tokenbroker.cli.provider.ProfileCatalog;
import io.tokenbroker.cli.provider.ProfileFile;
import io.tokenbroker.cli.yaml.Key;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProvidersCommandTest {
  private static final Path DOCS = Path.of("../docs");

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void theCatalogueIsListed() {
    assertThat(run("providers", "list")).isZero();
    assertThat(out.toString().lines())
        .hasSize(new ProfileCatalog().names().size() + 1)
        .anyMatch(line -> line.startsWith("github "));
  }

  @Test
  void theCatalogueIsListedAsJson() throws IOException {
    assertThat(run("providers", "list", "--json")).isZero();

    List<JsonNode> list =
        new ObjectMapper().readerFor(JsonNode.class).<JsonNode>readValues(out.toString()).readAll();
    assertThat(list).hasSize(new ProfileCatalog().names().size());
    assertThat(list.get(0).fieldNames())
        .toIterable()
        .containsExactly("name", "title", "verification");
  }

  @Test
  void whatIsShownIsAProfileFile() {
    assertThat(run("providers", "show", "github")).isZero();

    assertThat(ProfileFile.read("shown", out.toString()).name()).isEqualTo("github");
  }

  @Test
  void anUnknownNameIsOneLineWithASuggestion() {
    assertThat(run("providers", "show", "githb")).isEqualTo(1);

    assertThat(err.toString().lines())
        .singleElement()
        .asString()
        .contains("there is no provider githb in the catalogue; did you mean github?");
  }

  @Test
  void everyFileIsValidatedWhateverTheOthersAre(@TempDir Path folder) throws IOException {
    Path faulty = Files.writeString(folder.resolve("faulty.yaml"), "provider: a\ntitel: A\n");
    Path valid =
        Files.writeString(
            folder.resolve("valid.yaml"), new ProfileCatalog().text("github").orElseThrow());

    assertThat(run("providers", "validate", faulty.toString(), valid.toString())).isEqualTo(1);

    assertThat(err.toString().strip())
        .isEqualTo(faulty + ":2: titel: unknown key; did you mean title?");
    assertThat(out.toString()).contains(valid + ": valid: github");
  }

  @ParameterizedTest
  @CsvSource({
    "providers schema,schema/profile.schema.json",
    "providers schema --connectors,schema/connectors.schema.json",
    "providers page,catalogue.md"
  })
  void whatIsMadeFromTheKeysAndTheCatalogueIsUpToDate(String command, String file)
      throws IOException {
    assertThat(run(command.split(" "))).isZero();

    assertThat(Files.readString(DOCS.resolve(file)))
        .as("docs/%s is stale, make it again: tokenbroker %s > docs/%s", file, command, file)
        .isEqualTo(out.toString());
  }

  @Test
  void everyKeyIsDocumented() throws IOException {
    String connectors = Files.readString(DOCS.resolve("connectors.md"));
    String profiles = Files.readString(DOCS.resolve("profiles.md"));

    assertThat(Key.names(ConnectorKeys.KEYS))
        .allSatisfy(key -> assertThat(connectors).contains("| `" + key + "` |"));
    assertThat(Key.names(ProfileFile.KEYS))
        .allSatisfy(key -> assertThat(connectors + profiles).contains("| `" + key + "` |"));
  }

  private int run(String... args) {
    return TokenbrokerCommand.commandLine(Map.of())
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(args);
  }
}
