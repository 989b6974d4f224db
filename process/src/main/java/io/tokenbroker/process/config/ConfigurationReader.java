// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.process.config;

import io.tokenbroker.process.config.fault.ConfigurationException;
import io.tokenbroker.process.config.fault.Fault;
import io.tokenbroker.process.config.key.ConfigKey;
import io.tokenbroker.process.config.key.ConfigModel;
import io.tokenbroker.process.config.key.KafkaNames;
import io.tokenbroker.process.config.source.EnvironmentVariables;
import io.tokenbroker.process.config.source.Given;
import io.tokenbroker.process.config.source.YamlFile;
import io.tokenbroker.process.suggestion.Suggestion;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Reads the configuration of a process. Immutable.
 *
 * @param <C> its typed model
 */
public final class ConfigurationReader<C> {
  private final Class<C> type;
  private final ConfigModel model;
  private final Set<String> names;

  /**
   * @param type the process's model
   * @param others models of the other processes: one file, or one environment, may serve them all
   */
  public ConfigurationReader(Class<C> type, Collection<Class<?>> others) {
    this.type = type;
    this.model = ConfigModel.of(type);
    this.names = new TreeSet<>(model.names());
    others.forEach(other -> names.addAll(ConfigModel.of(other).names()));
  }

  /**
   * Reads it.
   *
   * @throws ConfigurationException with all that is wrong: keys that no process has, values that
   *     can't be, what is missing
   */
  public Configuration<C> read(Optional<Path> file, Map<String, String> environment) {
    List<Fault> faults = new ArrayList<>();
    List<Given> all = new ArrayList<>();
    file.ifPresent(path -> all.addAll(YamlFile.read(path, faults)));
    all.forEach(one -> inFile(one).ifPresent(faults::add));
    all.addAll(EnvironmentVariables.read(environment, names, faults));
    Map<String, Given> inForce = Resolution.of(model, all, faults);
    Set<String> given = all.stream().map(Given::name).collect(Collectors.toSet());
    new Rules(
            model,
            inForce,
            name -> given.contains(name) || given.contains(ConfigKey.fileName(name)),
            faults)
        .check();
    if (!faults.isEmpty()) {
      throw new ConfigurationException(faults);
    }
    return new Configuration<>(TypedValues.of(type, model, inForce), Settings.of(model, inForce));
  }

  private boolean isKnown(Given given) {
    return names.contains(given.name()) || KafkaNames.contains(given.name());
  }

  private Optional<Fault> inFile(Given given) {
    if (!isKnown(given)) {
      return Optional.of(
          new Fault(
              Resolution.place(given)
                  + ": unknown, no process has such a key"
                  + Suggestion.among(
                      ConfigKey.PREFIX + given.name(),
                      names.stream().map(name -> ConfigKey.PREFIX + name).toList())));
    }
    return given.text().isEmpty() && !KafkaNames.contains(given.name())
        ? Optional.of(new Fault(Resolution.place(given) + ": has no value; give one, or remove it"))
        : Optional.empty();
  }
}
