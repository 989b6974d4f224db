// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.connector;

import io.tokenbroker.cli.cluster.CliException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Where a text comes from that does not stand in the connector file itself. */
public sealed interface TextSource {
  /** The same with its file, if it is one, in a folder. */
  TextSource in(Path folder);

  /**
   * Fetches the text; blanks and line ends around it do not count.
   *
   * @param what what it is, for messages, such as "client secret"
   * @throws CliException if there is none
   */
  String read(Map<String, String> environment, String what);

  /** Where it is, for messages. */
  String place();

  /** The content of a file. */
  record OfFile(Path file) implements TextSource {
    @Override
    public TextSource in(Path folder) {
      return new OfFile(folder.resolve(file));
    }

    @Override
    public String read(Map<String, String> environment, String what) {
      try {
        return present(Files.readString(file), what, place());
      } catch (IOException e) {
        // The cause may quote the content.
        throw new CliException(
            "could not read the " + what + " from " + file + ": " + e.getClass().getSimpleName());
      }
    }

    @Override
    public String place() {
      return "file " + file;
    }
  }

  /** The value of an environment variable. */
  record OfVariable(String name) implements TextSource {
    @Override
    public TextSource in(Path folder) {
      return this;
    }

    @Override
    public String read(Map<String, String> environment, String what) {
      return present(environment.getOrDefault(name, ""), what, place());
    }

    @Override
    public String place() {
      return "environment variable " + name;
    }
  }

  private static String present(String text, String what, String place) {
    return Optional.of(text.strip())
        .filter(stripped -> !stripped.isEmpty())
        .orElseThrow(() -> new CliException("there is no " + what + " in " + place));
  }
}
