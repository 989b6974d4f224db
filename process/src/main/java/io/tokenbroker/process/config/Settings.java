// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.process.config;

import io.tokenbroker.process.config.key.ConfigKey;
import io.tokenbroker.process.config.key.ConfigKey.Shape;
import io.tokenbroker.process.config.key.ConfigModel;
import io.tokenbroker.process.config.key.KafkaNames;
import io.tokenbroker.process.config.source.Given;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What is in force, to be shown. */
final class Settings {
  private static final String HIDDEN = "***";

  private Settings() {}

  static List<Setting> of(ConfigModel model, Map<String, Given> inForce) {
    return model.keys().stream()
        .flatMap(
            key ->
                key.shape() == Shape.MAP
                    ? below(key, inForce)
                    : Stream.of(setting(key, Optional.ofNullable(inForce.get(key.name())))))
        .toList();
  }

  private static Setting setting(ConfigKey key, Optional<Given> given) {
    return given
        .map(
            value ->
                new Setting(
                    key.property(),
                    key.meaning().secret() || !isNamed(key, value) ? HIDDEN : shown(value),
                    value.origin().place()))
        .orElseGet(
            () ->
                key.defaultText()
                    .map(text -> new Setting(key.property(), text, "default"))
                    .orElse(
                        new Setting(key.property(), "", "not set: " + key.meaning().otherwise())));
  }

  private static Stream<Setting> below(ConfigKey key, Map<String, Given> inForce) {
    return inForce.entrySet().stream()
        .filter(entry -> entry.getKey().startsWith(key.name() + "."))
        .map(
            entry ->
                new Setting(
                    ConfigKey.PREFIX + entry.getKey(),
                    KafkaNames.isSecret(entry.getKey()) ? HIDDEN : shown(entry.getValue()),
                    entry.getValue().origin().place()));
  }

  /**
   * Where a file with a secret is wanted, people put the secret itself; that is no file's name from
   * the root, and no file is called so.
   */
  private static boolean isNamed(ConfigKey key, Given given) {
    return !key.name().endsWith("-file")
        || given.text().startsWith("/")
        || Files.exists(Path.of(given.text()));
  }

  /** A URL may hold a password where nobody expects one. */
  private static String shown(Given given) {
    return given.text().replaceAll("//\\S*@", "//" + HIDDEN + "@");
  }
}
