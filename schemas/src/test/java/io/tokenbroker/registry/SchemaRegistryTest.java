// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tokenbroker.event.TokenRevoked;
import io.tokenbroker.registry.RegistryAuthentication.Basic;
import io.tokenbroker.registry.RegistryAuthentication.Bearer;
import io.tokenbroker.topic.Topic;
import io.tokenbroker.topic.Topics;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Fail-over, hangs, wrong answers and refusals; the rest is tested with a real registry. */
class SchemaRegistryTest {
  private static final String SCHEMA = "{\"schema\":\"\\\"string\\\"\"}";
  private static final Subject SUBJECT =
      Subject.of(Topics.defaults(), List.of(Topic.TOKEN_EVENTS)).get(2);

  @Test
  void aTopicWithOneTypeHasItsOwnNameAndOneWithSeveralHasTheRecordsToo() {
    assertThat(Subject.of(Topics.defaults(), List.of(Topic.CONNECTORS, Topic.TOKEN_EVENTS)))
        .extracting(Subject::name)
        .containsExactly(
            "tokenbroker.connectors-value",
            "tokenbroker.token-events-io.tokenbroker.event.ReauthorizationRequired",
            "tokenbroker.token-events-io.tokenbroker.event.TokenRefreshed",
            "tokenbroker.token-events-io.tokenbroker.event.TokenRevoked");
    assertThat(Subject.of(Topics.defaults(), List.of(Topic.DEAD_LETTERS))).isEmpty();
  }

  @Test
  void aRegisteredSchemaHasNoHintsForJavaAndReadsTheSame() {
    assertThat(TokenRevoked.getClassSchema().toString()).contains("avro.java.string");
    assertThat(SUBJECT.text()).doesNotContain("avro.java.string");
    assertThat(SchemaNormalization.parsingFingerprint64(new Schema.Parser().parse(SUBJECT.text())))
        .isEqualTo(SchemaNormalization.parsingFingerprint64(TokenRevoked.getClassSchema()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "500|{\"error_code\":50001,\"message\":\"store\"}",
        "503|",
        "429|{}",
        "200|<html>a proxy's page</html>",
        "404|<html>not here</html>",
        "404|{\"message\":\"no Route matched\"}",
        "302|{}",
        "0|"
      })
  void whatIsNoRegistrysAnswerIsFollowedByTheNextUrlWhichIsThenAskedFirst(int status, String body) {
    String text = Optional.ofNullable(body).orElse("");
    try (FakeRegistry bad = FakeRegistry.always(status, text);
        FakeRegistry good = FakeRegistry.always(200, SCHEMA)) {
      SchemaRegistry registry = registry(List.of(bad.url(), good.url()));

      assertThat(registry.byId(7)).isInstanceOf(Lookup.Found.class);
      assertThat(registry.byId(8)).isInstanceOf(Lookup.Found.class);

      assertThat(bad.requests()).containsExactly("GET /schemas/ids/7");
      assertThat(good.requests()).containsExactly("GET /schemas/ids/7", "GET /schemas/ids/8");
    }
  }

  @Test
  void anAilingRegistryIsAskedAgainAfterAPause() {
    AtomicInteger asked = new AtomicInteger();
    try (FakeRegistry registry =
        new FakeRegistry(
            request ->
                asked.incrementAndGet() < 3
                    ? new FakeRegistry.Answer(503, "")
                    : new FakeRegistry.Answer(200, SCHEMA))) {
      assertThat(registry(List.of(registry.url())).byId(7)).isInstanceOf(Lookup.Found.class);
      assertThat(asked).hasValue(3);
    }
  }

  @Test
  void whereNoUrlAnswersTheErrorNamesEachWithItsReasonAndWhatToDo() {
    URI nobody = URI.create("http://127.0.0.1:1");
    try (FakeRegistry broken = FakeRegistry.always(500, "{}")) {
      SchemaRegistry registry =
          new SchemaRegistry(
              RegistrySettings.of(List.of(nobody, broken.url()))
                  .withTimeouts(Duration.ofMillis(200), Duration.ofMillis(400)));

      assertThatExceptionOfType(RegistryException.class)
          .isThrownBy(() -> registry.byId(7))
          .withMessageContaining("could not look up schema id 7")
          .withMessageContaining(nobody + ": ConnectException")
          .withMessageContaining(broken.url() + ": HTTP 500")
          .withMessageContaining("TOKENBROKER_SCHEMA_REGISTRY_URL");
    }
  }

  @Test
  void anAnswerWithoutEndIsRefused() {
    try (FakeRegistry endless =
            FakeRegistry.always(200, "x".repeat(RegistryHttp.MAX_BODY_BYTES + 1));
        FakeRegistry good = FakeRegistry.always(200, SCHEMA)) {
      assertThat(registry(List.of(endless.url(), good.url())).byId(7))
          .isInstanceOf(Lookup.Found.class);
    }
  }

  @Test
  void anIdThatTheRegistryDoesNotKnowIsAbsentAndSoIsWhatIsNotAvro() {
    try (FakeRegistry registry = FakeRegistry.always(404, "{\"error_code\":40403}")) {
      assertThat(registry(List.of(registry.url())).byId(7)).isInstanceOf(Lookup.Absent.class);

      registry.answer(
          request ->
              new FakeRegistry.Answer(
                  200, "{\"schemaType\":\"JSON\",\"schema\":\"\\\"string\\\"\"}"));
      assertThat(registry(List.of(registry.url())).byId(7)).isInstanceOf(Lookup.Absent.class);

      registry.answer(request -> new FakeRegistry.Answer(200, "{\"schema\":\"no schema\"}"));
      assertThat(registry(List.of(registry.url())).byId(7)).isInstanceOf(Lookup.Absent.class);
    }
  }

  @Test
  void passwordAndTokenAreReadFromTheirFilesAtEveryRequestAndShownNowhere(@TempDir Path folder)
      throws IOException {
    Path file = Files.writeString(folder.resolve("secret"), "first-secret\n");
    RegistrySettings anyUrl = RegistrySettings.of(List.of(URI.create("http://127.0.0.1:1")));
    try (FakeRegistry registry = FakeRegistry.always(200, SCHEMA)) {
      SchemaRegistry basic =
          new SchemaRegistry(
              RegistrySettings.of(List.of(registry.url()))
                  .withAuthentication(new Basic("ann", new SecretFile(file))));
      SchemaRegistry bearer =
          new SchemaRegistry(
              RegistrySettings.of(List.of(registry.url()))
                  .withAuthentication(new Bearer(new SecretFile(file))));

      basic.byId(1);
      Files.writeString(file, "second-secret");
      bearer.byId(2);

      assertThat(registry.authorizations())
          .containsExactly("Basic YW5uOmZpcnN0LXNlY3JldA==", "Bearer second-secret");
      registry.answer(request -> new FakeRegistry.Answer(401, ""));
      assertThatExceptionOfType(RegistryException.class)
          .isThrownBy(() -> bearer.byId(3))
          .withMessageContaining("refused who we are (HTTP 401)")
          .withMessageNotContaining("second-secret");
      assertThat(registry.requests()).hasSize(3);
    }
    assertThat(anyUrl.withAuthentication(new Basic("ann", new SecretFile(file))).toString())
        .doesNotContain("secret-");
  }

  @Test
  void aFileThatHoldsNoTokenIsRefusedWithoutShowingWhatItHolds(@TempDir Path folder)
      throws IOException {
    Path file = Files.writeString(folder.resolve("secret"), "kein schönes token");
    SchemaRegistry registry =
        new SchemaRegistry(
            RegistrySettings.of(List.of(URI.create("http://127.0.0.1:1")))
                .withAuthentication(new Bearer(new SecretFile(file))));

    assertThatExceptionOfType(RegistryException.class)
        .isThrownBy(() -> registry.byId(1))
        .withMessageContaining(file.toString())
        .withMessageNotContaining("kein");
  }

  @ParameterizedTest
  @CsvSource({
    "http://ann:pass@host,holds no credentials",
    "ftp://host,http://HOST",
    "host:8081,http://HOST",
    "http://host?key=pass,neither query nor fragment"
  })
  void aUrlThatCantBeUsedIsRefusedAndNotRepeated(String url, String message) {
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> RegistrySettings.of(List.of(URI.create(url))))
        .withMessageContaining(message)
        .withMessageNotContaining("pass@");
  }

  private static SchemaRegistry registry(List<URI> urls) {
    return new SchemaRegistry(
        RegistrySettings.of(urls).withTimeouts(Duration.ofMillis(500), Duration.ofSeconds(20)));
  }
}
