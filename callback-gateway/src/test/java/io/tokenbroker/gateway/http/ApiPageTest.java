// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenbroker.gateway.api.ProblemCode;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the docs say of the API is what the gateway says of it. */
class ApiPageTest {
  private static final Path DOCS = Path.of("..", "docs");

  @Test
  void theReferencePageIsThatOfTheOpenApiDocument(@TempDir Path folder) throws IOException {
    String page = new ApiPage(document(folder)).text();
    Path file = DOCS.resolve("api.md");
    if (Boolean.getBoolean("tokenbroker.writeDocs")) {
      Files.writeString(file, page);
    }

    assertThat(Files.readString(file)).isEqualTo(page);
  }

  @Test
  void docsAndOpenApiDocumentListTheCodesThatThereAre(@TempDir Path folder) throws IOException {
    String codes =
        Arrays.stream(ProblemCode.values())
            .map(
                code ->
                    "| %d | `%s` | %s |\n".formatted(code.status(), code.text(), code.meaning()))
            .reduce("", String::concat);

    assertThat(Files.readString(DOCS.resolve("gateway.md"))).contains(codes);
    assertThat(
            document(folder)
                .getJsonObject("components")
                .getJsonObject("schemas")
                .getJsonObject("Problem")
                .getJsonObject("properties")
                .getJsonObject("code")
                .getJsonArray("enum")
                .stream()
                .map(String::valueOf)
                .toList())
        .isEqualTo(Arrays.stream(ProblemCode.values()).map(ProblemCode::text).toList());
  }

  @Test
  void aFlowIsRefusedWithCodesOfTheTableOnly() throws IOException {
    Pattern refusal = Pattern.compile("new FlowException\\(\\s*\"([^\"]*)\"");
    try (Stream<Path> sources = Files.walk(Path.of("src", "main", "java"))) {
      List<String> codes =
          sources
              .filter(path -> path.toString().endsWith(".java"))
              .flatMap(path -> refusal.matcher(read(path)).results())
              .map(found -> found.group(1))
              .toList();

      assertThat(codes).isNotEmpty().allMatch(code -> ProblemCode.parse(code).isPresent());
    }
  }

  private static String read(Path path) {
    try {
      return Files.readString(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonObject document(Path folder) {
    try (TestGateway gateway = new TestGateway(folder, Duration.ofMillis(100))) {
      return new JsonObject(
          TestBrowser.send(
                  HttpRequest.newBuilder(gateway.url("/openapi.json"))
                      .timeout(Duration.ofSeconds(20))
                      .build())
              .body());
    }
  }
}
