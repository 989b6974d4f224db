// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SchemaDocumentationTest {
  @Test
  void everyRecordEnumAndFieldSaysWhatItIs() {
    List<String> undocumented = new ArrayList<>();
    SampleEvents.schemas().forEach(schema -> walk(schema, undocumented));

    assertThat(undocumented).isEmpty();
  }

  @Test
  void everyEnumHasADefaultForSymbolsOfNewerWriters() {
    assertThat(
            SampleEvents.schemas()
                .flatMap(schema -> schema.getFields().stream())
                .map(Schema.Field::schema)
                .filter(schema -> schema.getType() == Schema.Type.ENUM))
        .isNotEmpty()
        .allSatisfy(schema -> assertThat(schema.getEnumDefault()).isNotNull());
  }

  @Test
  void everyOptionalFieldIsAbsentByDefault() {
    assertThat(
            SampleEvents.schemas()
                .flatMap(schema -> schema.getFields().stream())
                .filter(field -> field.schema().isUnion()))
        .isNotEmpty()
        .allSatisfy(
            field -> {
              assertThat(field.schema().getTypes().get(0).getType()).isEqualTo(Schema.Type.NULL);
              assertThat(field.hasDefaultValue()).isTrue();
            });
  }

  private static void walk(Schema schema, List<String> undocumented) {
    switch (schema.getType()) {
      case RECORD -> {
        note(schema.getFullName(), schema.getDoc(), undocumented);
        for (Schema.Field field : schema.getFields()) {
          note(schema.getFullName() + "." + field.name(), field.doc(), undocumented);
          walk(field.schema(), undocumented);
        }
      }
      case ENUM -> note(schema.getFullName(), schema.getDoc(), undocumented);
      case UNION -> schema.getTypes().forEach(type -> walk(type, undocumented));
      case ARRAY -> walk(schema.getElementType(), undocumented);
      case MAP -> walk(schema.getValueType(), undocumented);
      default -> {
        // Primitive types are documented by the fields that use them.
      }
    }
  }

  private static void note(String what, @Nullable String doc, List<String> undocumented) {
    if (Optional.ofNullable(doc).filter(text -> text.endsWith(".")).isEmpty()) {
      undocumented.add(what);
    }
  }
}
