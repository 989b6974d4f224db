// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.process.config;

import io.tokenbroker.process.config.fault.ConfigurationException;
import io.tokenbroker.process.config.key.ConfigModel;
import java.io.PrintStream;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * How a process comes to its settings: arguments, file, environment. Immutable.
 *
 * @param <C> its typed model
 * @param <S> what it is started with
 */
public final class ConfiguredProcess<C, S> {
  private final String title;
  private final Class<C> type;
  private final ConfigurationReader<C> reader;
  private final Function<C, S> assembly;
  private final Consumer<S> inspection;

  /**
   * @param title its name, in help
   * @param type its typed model
   * @param others models of the other processes
   * @param assembly makes its settings of the model; throws {@link ConfigurationException}
   * @param inspection opens what a start would open, without a network, where only a check is asked
   *     for; throws {@link ConfigurationException}
   */
  public ConfiguredProcess(
      String title,
      Class<C> type,
      Collection<Class<?>> others,
      Function<C, S> assembly,
      Consumer<S> inspection) {
    this.title = title;
    this.type = type;
    this.reader = new ConfigurationReader<>(type, others);
    this.assembly = assembly;
    this.inspection = inspection;
  }

  /** The configuration and what was made of it. */
  public record Ready<C, S>(C config, S settings) {}

  /**
   * Reads the configuration, or does what else the arguments ask for.
   *
   * @param out gets help, or what is in force
   * @return empty if nothing is to be started: all was said
   * @throws ConfigurationException with all that is wrong
   */
  public Optional<Ready<C, S>> configure(
      List<String> arguments, Map<String, String> environment, PrintStream out) {
    Arguments wanted = Arguments.parse(arguments, environment);
    if (wanted.task() == Arguments.Task.HELP) {
      out.print(HelpText.of(title, ConfigModel.of(type)));
      return Optional.empty();
    }
    Configuration<C> configuration = reader.read(wanted.config(), environment);
    S settings = assembly.apply(configuration.values());
    if (wanted.task() == Arguments.Task.CHECK) {
      inspection.accept(settings);
      out.print(configuration.described());
      return Optional.empty();
    }
    return Optional.of(new Ready<>(configuration.values(), settings));
  }
}
