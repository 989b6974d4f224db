// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.process.config;

import io.tokenbroker.process.config.fault.Fault;
import io.tokenbroker.process.config.key.ConfigKey;
import io.tokenbroker.process.config.key.ConfigModel;
import io.tokenbroker.process.config.key.KafkaNames;
import io.tokenbroker.process.config.source.Given;
import io.tokenbroker.process.config.source.Origin.Layer;
import io.tokenbroker.process.config.source.PlainFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Decides what is in force of all that was set: the environment wins over the file, and a secret's
 * file is read. For one thread.
 */
final class Resolution {
  private static final int MAX_SECRET_BYTES = 64 * 1024;

  /** A setting, as it stands somewhere: itself, or by the name of a file with its value. */
  private record Form(String name, boolean inFile, boolean secret, Given given) {}

  private final ConfigModel model;
  private final List<Fault> faults;
  private final Map<String, Form> inForce = new TreeMap<>();

  private Resolution(ConfigModel model, List<Fault> faults) {
    this.model = model;
    this.faults = faults;
  }

  /**
   * What is in force.
   *
   * @param all whatever was set, in any order; what the model does not have is passed over
   * @param faults gets what can't be: given twice, a secret in the configuration file, a file that
   *     can't be read
   * @return by the key's name
   */
  static Map<String, Given> of(ConfigModel model, List<Given> all, List<Fault> faults) {
    Resolution resolution = new Resolution(model, faults);
    for (Layer layer : Layer.values()) {
      resolution.inForce.putAll(
          resolution.layer(all.stream().filter(given -> given.origin().layer() == layer).toList()));
    }
    Map<String, Given> values = new LinkedHashMap<>();
    resolution.inForce.forEach(
        (name, form) -> resolution.value(form).ifPresent(given -> values.put(name, given)));
    return values;
  }

  private Map<String, Form> layer(List<Given> all) {
    Map<String, Form> forms = new TreeMap<>();
    for (Given given : all) {
      Optional<Form> form = form(given);
      Form other = form.map(one -> forms.put(one.name(), one)).orElse(null);
      if (other != null) {
        fault(given, "is given twice, as a value and as a file");
      }
    }
    return forms;
  }

  private Optional<Form> form(Given given) {
    String name = given.name();
    if (KafkaNames.contains(name)) {
      Optional<String> ofFile = KafkaNames.settingOfFile(name);
      String setting = ofFile.orElse(name);
      return Optional.of(
          new Form(setting, ofFile.isPresent(), KafkaNames.isSecret(setting), given));
    }
    return model.keys().stream()
        .filter(key -> key.name().equals(name) || isFileOf(key, name))
        .findFirst()
        .map(key -> new Form(key.name(), isFileOf(key, name), key.meaning().secret(), given));
  }

  private static boolean isFileOf(ConfigKey key, String name) {
    return key.meaning().secret() && key.fileName().equals(name);
  }

  private Optional<Given> value(Form form) {
    Given given = form.given();
    if (form.inFile()) {
      return content(form);
    }
    if (form.secret() && given.origin().layer() == Layer.FILE) {
      String fileName =
          KafkaNames.contains(form.name())
              ? KafkaNames.fileName(form.name())
              : ConfigKey.fileName(form.name());
      fault(
          given,
          "a secret does not belong here: put it into a file of its own, and that file's name into "
              + ConfigKey.PREFIX
              + fileName);
      return Optional.empty();
    }
    return Optional.of(given);
  }

  private Optional<Given> content(Form form) {
    Given given = form.given();
    try {
      String text = PlainFile.read(Path.of(given.text()), MAX_SECRET_BYTES).strip();
      if (text.isEmpty()) {
        fault(given, "the file " + given.text() + " is empty");
        return Optional.empty();
      }
      return Optional.of(new Given(form.name(), text, given.origin().withValueIn(given.text())));
    } catch (IOException e) {
      fault(given, "could not read " + shown(given) + ": " + e.getMessage());
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      fault(given, "could not read " + shown(given) + ": this can't be a file's name");
      return Optional.empty();
    }
  }

  /** Where a file's name is wanted, people put the secret itself; a name from the root is none. */
  private static String shown(Given given) {
    return given.text().startsWith("/")
        ? given.text()
        : "the file that it names (it has to be a file's name, not the secret itself)";
  }

  private void fault(Given given, String what) {
    faults.add(new Fault(place(given) + ": " + what));
  }

  /** {@code tokenbroker.http.port (TOKENBROKER_HTTP_PORT), from gateway.yaml:3}. */
  static String place(Given given) {
    return ConfigKey.PREFIX
        + given.name()
        + " ("
        + ConfigKey.variable(given.name())
        + "), from "
        + given.origin().place();
  }
}
