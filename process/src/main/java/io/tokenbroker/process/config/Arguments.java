// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.process.config;

import io.tokenbroker.process.config.fault.ConfigurationException;
import io.tokenbroker.process.config.fault.Fault;
import io.tokenbroker.process.config.source.OtherVariables;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The arguments that every process takes.
 *
 * @param config the configuration file
 * @param task what is asked for
 */
record Arguments(Optional<Path> config, Task task) {
  enum Task {
    RUN,
    CHECK,
    HELP
  }

  /**
   * Reads them; a file that the arguments name wins over the environment's.
   *
   * @throws ConfigurationException if there is another one, or a file's name is missing
   */
  static Arguments parse(List<String> arguments, Map<String, String> environment) {
    Optional<String> file =
        Optional.ofNullable(environment.get(OtherVariables.CONFIG)).filter(name -> !name.isBlank());
    Task task = Task.RUN;
    Iterator<String> words = arguments.iterator();
    while (words.hasNext()) {
      String word = words.next();
      switch (word) {
        case "--help", "-h" -> task = Task.HELP;
        case "--check-config" -> task = task == Task.HELP ? task : Task.CHECK;
        case "--config" -> {
          if (!words.hasNext()) {
            throw wrong("--config needs the name of a file");
          }
          file = Optional.of(words.next());
        }
        default -> {
          if (!word.startsWith("--config=")) {
            throw wrong("unknown argument " + word + "; --help says which there are");
          }
          file = Optional.of(word.substring("--config=".length()));
        }
      }
    }
    return new Arguments(file.map(Arguments::path), task);
  }

  private static Path path(String name) {
    try {
      return Path.of(name);
    } catch (InvalidPathException e) {
      throw wrong("the name of the configuration file is none: " + name);
    }
  }

  private static ConfigurationException wrong(String what) {
    return new ConfigurationException(List.of(new Fault(what)));
  }
}
