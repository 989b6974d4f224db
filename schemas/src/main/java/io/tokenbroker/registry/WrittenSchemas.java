// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.registry;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.apache.avro.Schema;

/**
 * The ids of the schemas that a process writes, from the registry. They are found once, at the
 * start: writing never asks anybody. Thread-safe.
 */
final class WrittenSchemas {
  private final SchemaRegistry registry;
  private final boolean autoRegister;
  private final List<Subject> subjects;
  private final BiConsumer<Integer, Schema> onFound;
  private final Map<String, Map<String, Integer>> ids = new ConcurrentHashMap<>();
  private final Map<Integer, Schema> schemas = new ConcurrentHashMap<>();

  /**
   * @param onFound hears of each id that was found
   */
  WrittenSchemas(
      SchemaRegistry registry,
      boolean autoRegister,
      List<Subject> subjects,
      BiConsumer<Integer, Schema> onFound) {
    this.registry = registry;
    this.autoRegister = autoRegister;
    this.subjects = subjects;
    this.onFound = onFound;
  }

  /** The id, if it is known. */
  Optional<Integer> idOf(String topic, Schema schema) {
    return Optional.ofNullable(ids.getOrDefault(topic, Map.of()).get(schema.getFullName()));
  }

  boolean isComplete() {
    return subjects.stream().allMatch(this::isKnown);
  }

  /**
   * Asks for the ids that are not known yet.
   *
   * @return what stands in the way of those that stay unknown; empty if none does
   * @throws RegistryException if the registry can't be asked
   */
  Optional<String> resolve() {
    List<Subject> missing =
        subjects.stream()
            .filter(subject -> !isKnown(subject))
            .filter(subject -> !found(subject))
            .toList();
    if (missing.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        "the schema registry lacks the schemas of this version in "
            + missing.size()
            + " subjects ("
            + missing.stream().limit(3).map(Subject::name).collect(Collectors.joining(", "))
            + (missing.size() > 3 ? ", ..." : "")
            + "): run 'tokenbroker schemas register'");
  }

  private boolean found(Subject subject) {
    Optional<Integer> id = registry.find(subject).map(SchemaRegistry.Registered::id);
    if (id.isEmpty() && autoRegister) {
      id = Optional.of(registry.register(subject));
    }
    id.ifPresent(it -> know(subject, it));
    return id.isPresent();
  }

  /** Two schemas with one id would be read as one another. */
  private void know(Subject subject, int id) {
    Schema other = schemas.putIfAbsent(id, subject.schema());
    if (other != null && !other.equals(subject.schema())) {
      throw new RegistryException(
          "the schema registry has the id "
              + id
              + " for "
              + subject.schema().getFullName()
              + " and for "
              + other.getFullName());
    }
    onFound.accept(id, subject.schema());
    Map<String, Integer> ofTopic = new HashMap<>(ids.getOrDefault(subject.topic(), Map.of()));
    ofTopic.put(subject.schema().getFullName(), id);
    ids.put(subject.topic(), Map.copyOf(ofTopic));
  }

  private boolean isKnown(Subject subject) {
    return idOf(subject.topic(), subject.schema()).isPresent();
  }
}
