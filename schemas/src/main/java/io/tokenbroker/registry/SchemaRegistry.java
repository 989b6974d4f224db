// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.registry;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;

/**
 * The operations of a registry that we need, by Confluent's REST API. Every call waits for the
 * network, within the settings' deadline, and throws {@link RegistryException} where the registry
 * can't be asked or refuses. Thread-safe.
 *
 * @see <a
 *     href="https://docs.confluent.io/platform/current/schema-registry/develop/api.html">API</a>
 */
public final class SchemaRegistry {
  /** Every version of a subject can read what any other wrote. */
  public static final String FULL_TRANSITIVE = "FULL_TRANSITIVE";

  private final RegistryHttp http;

  /**
   * A client.
   *
   * @throws RegistryException if a file of the TLS settings can't be used
   */
  public SchemaRegistry(RegistrySettings settings) {
    this.http = new RegistryHttp(settings);
  }

  /**
   * A schema in a subject.
   *
   * @param id what records carry
   * @param version the schema's number within the subject, from 1
   */
  public record Registered(int id, int version) {}

  /** What a compatibility check said. */
  public record Compatibility(boolean compatible, String problem) {}

  /** The schema's place in the subject; empty if it is not registered there. */
  public Optional<Registered> find(Subject subject) {
    String what = "look up the schema of subject " + subject.name();
    RegistryAnswer answer =
        http.ask(what, "POST", subjectPath(subject), Optional.of(Map.of("schema", subject.text())));
    if (answer.isAbsent()) {
      return Optional.empty();
    }
    result(what, answer);
    int id = answer.id().orElseThrow(() -> unexpected(what, answer));
    return Optional.of(new Registered(id, answer.json().path("version").asInt()));
  }

  /**
   * Registers the schema; harmless where it is registered.
   *
   * @return its id
   * @throws RegistryException also if it is not compatible with what is registered
   */
  public int register(Subject subject) {
    String what = "register the schema of subject " + subject.name();
    RegistryAnswer answer =
        http.ask(
            what,
            "POST",
            subjectPath(subject) + "/versions",
            Optional.of(Map.of("schema", subject.text())));
    result(what, answer);
    return answer.id().orElseThrow(() -> unexpected(what, answer));
  }

  /** Whether the schema may follow what is registered in its subject; empty if nothing is. */
  public Optional<Compatibility> check(Subject subject) {
    String what = "check the schema of subject " + subject.name();
    RegistryAnswer answer =
        http.ask(
            what,
            "POST",
            "/compatibility" + subjectPath(subject) + "/versions?verbose=true",
            Optional.of(Map.of("schema", subject.text())));
    if (answer.isAbsent()) {
      return Optional.empty();
    }
    result(what, answer);
    if (!answer.json().path("is_compatible").isBoolean()) {
      throw unexpected(what, answer);
    }
    return Optional.of(
        new Compatibility(
            answer.json().path("is_compatible").booleanValue(),
            answer.json().path("messages").toString()));
  }

  /** The compatibility level set for the subject itself; empty if it has the registry's default. */
  public Optional<String> level(Subject subject) {
    String what = "read the compatibility level of subject " + subject.name();
    RegistryAnswer answer = http.ask(what, "GET", configPath(subject), Optional.empty());
    // Confluent says 40408 here, others 40401.
    if (answer.status() == 404) {
      return Optional.empty();
    }
    result(what, answer);
    return answer.text("compatibilityLevel");
  }

  /** Sets the compatibility level of the subject. */
  public void setLevel(Subject subject, String level) {
    String what = "set the compatibility level of subject " + subject.name();
    result(
        what,
        http.ask(what, "PUT", configPath(subject), Optional.of(Map.of("compatibility", level))));
  }

  /** The schema that an id stands for. */
  Lookup byId(int id) {
    String what = "look up schema id " + Integer.toUnsignedString(id);
    RegistryAnswer answer = http.ask(what, "GET", "/schemas/ids/" + id, Optional.empty());
    if (answer.isAbsent()) {
      return new Lookup.Absent("unknown to the schema registry at " + answer.url());
    }
    result(what, answer);
    String text = answer.text("schema").orElseThrow(() -> unexpected(what, answer));
    Optional<Schema> schema =
        answer.text("schemaType").orElse("AVRO").equals("AVRO")
            ? SchemaText.parse(text)
            : Optional.empty();
    return schema
        .<Lookup>map(Lookup.Found::new)
        .orElseGet(
            () -> new Lookup.Absent("no Avro schema in the schema registry at " + answer.url()));
  }

  private static void result(String what, RegistryAnswer answer) {
    if (!answer.isResult()) {
      throw new RegistryException(
          "could not "
              + what
              + ": the schema registry at "
              + answer.url()
              + " said "
              + answer.problem());
    }
  }

  private static RegistryException unexpected(String what, RegistryAnswer answer) {
    return new RegistryException(
        "could not "
            + what
            + ": the answer of "
            + answer.url()
            + " is not a schema registry's; is it the base URL of the Confluent API?");
  }

  private static String subjectPath(Subject subject) {
    return "/subjects/" + encoded(subject);
  }

  private static String configPath(Subject subject) {
    return "/config/" + encoded(subject);
  }

  private static String encoded(Subject subject) {
    return URLEncoder.encode(subject.name(), StandardCharsets.UTF_8).replace("+", "%20");
  }
}
