// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.process.config;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.tokenbroker.process.config.key.ConfigKey;
import io.tokenbroker.process.config.key.ConfigModel;
import io.tokenbroker.process.config.key.KafkaNames;
import io.tokenbroker.process.config.key.TypedText;
import io.tokenbroker.process.config.source.Given;
import java.util.HashMap;
import java.util.Map;

/**
 * Makes the typed model of what is in force. Without SmallRye's interceptors: a dollar in a
 * password is no expression, and there are no profiles.
 */
final class TypedValues {
  private static final int PRIORITY = 1_000;

  private TypedValues() {}

  static <C> C of(Class<C> type, ConfigModel model, Map<String, Given> inForce) {
    Map<String, String> properties = new HashMap<>();
    inForce.forEach((name, given) -> properties.put(property(name), text(model, given)));
    SmallRyeConfigBuilder builder =
        new SmallRyeConfigBuilder()
            .withSources(new PropertiesConfigSource(properties, "what is in force", 100))
            .withMapping(type)
            .withValidateUnknown(false);
    TypedText.types().forEach(valueType -> converter(builder, valueType));
    return builder.build().getConfigMapping(type);
  }

  @SuppressWarnings("unchecked") // the parser of a type makes values of that type
  private static <T> void converter(SmallRyeConfigBuilder builder, Class<T> type) {
    if (type != String.class) {
      // SmallRye asks with nothing where an optional value is not set, and null says so.
      builder.withConverter(
          type, PRIORITY, text -> text.isEmpty() ? null : (T) TypedText.parse(type, text));
    }
  }

  /** SmallRye leaves the space around a list's commas, and takes a backslash for an escape. */
  private static String text(ConfigModel model, Given given) {
    return model
        .byName(given.name())
        .filter(key -> key.shape() == ConfigKey.Shape.LIST)
        .map(key -> String.join(",", ConfigKey.elements(given.text())).replace("\\", "\\\\"))
        .orElse(given.text());
  }

  /** A name of Kafka's has dots of its own. */
  private static String property(String name) {
    return KafkaNames.contains(name)
        ? ConfigKey.PREFIX
            + KafkaNames.GROUP
            + "\""
            + name.substring(KafkaNames.GROUP.length())
            + "\""
        : ConfigKey.PREFIX + name;
  }
}
