// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import org.apache.avro.Schema;

/** A schema's text for a registry. */
final class SchemaText {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String JAVA_STRING = "avro.java.string";

  private SchemaText() {}

  /**
   * Without the hints for Avro's Java code generator: they say nothing about the bytes, and other
   * languages' tools show them.
   */
  static String withoutJavaHints(Schema schema) {
    try {
      JsonNode text = JSON.readTree(schema.toString());
      text.findParents(JAVA_STRING).forEach(node -> ((ObjectNode) node).remove(JAVA_STRING));
      return new Schema.Parser().parse(text.toString()).toString();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a schema that Avro printed is not JSON", e);
    }
  }

  /** The schema that a registry's text says; empty if it is none of Avro's. */
  static Optional<Schema> parse(String text) {
    try {
      return Optional.of(new Schema.Parser().parse(text));
    } catch (RuntimeException e) {
      // Whatever the parser finds wrong with a text that somebody registered.
      return Optional.empty();
    }
  }
}
