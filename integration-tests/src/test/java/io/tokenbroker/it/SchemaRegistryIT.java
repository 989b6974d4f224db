// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tokenbroker.event.TokenRevoked;
import io.tokenbroker.it.registry.ApicurioRegistry;
import io.tokenbroker.it.system.OperatorCommand;
import io.tokenbroker.registry.RegistryException;
import io.tokenbroker.registry.RegistrySchemaIds;
import io.tokenbroker.registry.RegistrySettings;
import io.tokenbroker.registry.SchemaRegistry;
import io.tokenbroker.registry.Subject;
import io.tokenbroker.topic.Topic;
import io.tokenbroker.topic.Topics;
import io.tokenbroker.wire.MalformedRecordException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The client and the operator's commands with a registry that others wrote. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class SchemaRegistryIT {
  private static final Duration WAIT = Duration.ofMinutes(3);
  private static final String OLD = record("{\"name\":\"a\",\"type\":\"string\"}");
  private static final String COMPATIBLE =
      record(
          "{\"name\":\"a\",\"type\":\"string\"},"
              + "{\"name\":\"b\",\"type\":[\"null\",\"string\"],\"default\":null}");
  private static final String INCOMPATIBLE = record("{\"name\":\"c\",\"type\":\"long\"}");

  private ApicurioRegistry server;
  private SchemaRegistry registry;

  @BeforeAll
  void start(@TempDir Path folder) {
    server = ApicurioRegistry.start(folder);
    registry = new SchemaRegistry(settings());
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @Test
  void aSchemaIsRegisteredOnceFoundAndHeldToItsCompatibility() {
    Subject old = subject("evolution", OLD);
    assertThat(registry.find(old)).isEmpty();
    assertThat(registry.check(old)).isEmpty();
    assertThat(registry.level(old)).isEmpty();

    int id = registry.register(old);
    registry.setLevel(old, SchemaRegistry.FULL_TRANSITIVE);

    assertThat(registry.register(old)).isEqualTo(id);
    assertThat(registry.find(old)).contains(new SchemaRegistry.Registered(id, 1));
    assertThat(registry.level(old)).contains("FULL_TRANSITIVE");
    assertThat(registry.check(subject("evolution", COMPATIBLE)).orElseThrow().compatible())
        .isTrue();
    Subject incompatible = subject("evolution", INCOMPATIBLE);
    assertThat(registry.check(incompatible).orElseThrow().compatible()).isFalse();
    assertThat(registry.find(incompatible)).isEmpty();
    assertThatExceptionOfType(RegistryException.class)
        .isThrownBy(() -> registry.register(incompatible))
        .withMessageContaining("could not register the schema of subject evolution")
        .withMessageContaining("HTTP 409");
  }

  @Test
  void theOperatorRegistersWhatIsMissingAndProcessesFindIt() throws InterruptedException {
    OperatorCommand operator =
        new OperatorCommand(
            List.of("--prefix", "op."),
            Map.of("TOKENBROKER_SCHEMA_REGISTRY_URL", server.url().toString()));
    Topics topics = new Topics("op.", 1, (short) 1);
    assertThat(operator.run("schemas", "check").exitCode()).isEqualTo(1);
    OperatorCommand.Ended planned = operator.run("schemas", "register", "--dry-run");
    assertThat(planned.exitCode()).isZero();
    assertThat(planned.out()).contains("op.audit-value").contains("missing");
    assertThat(operator.run("schemas", "check").exitCode()).isEqualTo(1);

    assertThat(operator.run("schemas", "register").exitCode()).isZero();

    assertThat(operator.run("schemas", "check").exitCode()).isZero();
    assertThat(operator.run("schemas", "list", "--output", "json").out())
        .contains(
            "\"subject\":\"op.audit-value\",\"state\":\"registered\"",
            "\"compatibility\":\"FULL_TRANSITIVE\"");
    try (RegistrySchemaIds ids =
        RegistrySchemaIds.open(settings(), topics, List.of(Topic.TOKEN_EVENTS))) {
      assertThat(ids.awaitReady(WAIT)).as(ids.trouble().orElse("ready")).isTrue();
      int id = ids.idOf("op.token-events", TokenRevoked.getClassSchema());
      try (RegistrySchemaIds other = RegistrySchemaIds.open(settings(), topics, List.of())) {
        assertThat(SchemaNormalization.parsingFingerprint64(other.schemaOf(id)))
            .isEqualTo(SchemaNormalization.parsingFingerprint64(TokenRevoked.getClassSchema()));
        assertThatExceptionOfType(MalformedRecordException.class)
            .isThrownBy(() -> other.schemaOf(1_000_000))
            .withMessageContaining("unknown to the schema registry at " + server.url());
      }
    }
  }

  @Test
  void nothingIsRegisteredWhereOneSchemaIsNotCompatible() {
    Subject taken = subject("bad.audit-value", INCOMPATIBLE);
    registry.register(taken);
    registry.setLevel(taken, SchemaRegistry.FULL_TRANSITIVE);
    OperatorCommand operator =
        new OperatorCommand(
            List.of("--prefix", "bad."),
            Map.of("TOKENBROKER_SCHEMA_REGISTRY_URL", server.url().toString()));

    OperatorCommand.Ended ended = operator.run("schemas", "register");

    assertThat(ended.exitCode()).isEqualTo(1);
    assertThat(ended.err()).contains("the schema of bad.audit-value is not compatible");
    assertThat(
            registry.find(
                Subject.of(new Topics("bad.", 1, (short) 1), List.of(Topic.API_KEYS)).get(0)))
        .isEqualTo(Optional.empty());
  }

  private RegistrySettings settings() {
    return RegistrySettings.of(List.of(server.url()));
  }

  private static Subject subject(String name, String schema) {
    return new Subject(name, name, new Schema.Parser().parse(schema));
  }

  private static String record(String fields) {
    return "{\"type\":\"record\",\"name\":\"R\",\"namespace\":\"it\",\"fields\":[" + fields + "]}";
  }
}
