// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.wire;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;

/**
 * The former forms of the event schemas: what is stored with one of them stays readable. A schema
 * that changes leaves its form before under {@code former/NAME.VERSION.avsc}, and a line in {@code
 * former/index}.
 */
final class FormerSchemas {
  private static final String FOLDER = "former/";

  private FormerSchemas() {}

  static List<Schema> all() {
    List<Schema> schemas = new ArrayList<>();
    for (String name : read("index").lines().toList()) {
      // A parser of its own for each: they define the same names again.
      schemas.add(new Schema.Parser().parse(read(name)));
    }
    return schemas;
  }

  private static String read(String name) {
    try (InputStream in = FormerSchemas.class.getResourceAsStream(FOLDER + name)) {
      if (in == null) {
        throw new IllegalStateException("the jar lacks " + FOLDER + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("could not read " + FOLDER + name, e);
    }
  }
}
