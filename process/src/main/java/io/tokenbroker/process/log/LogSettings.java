// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.process.log;

import io.tokenbroker.settings.EnvironmentReader;
import org.slf4j.event.Level;

/**
 * How a process logs.
 *
 * @param level from which on lines of our own are written; of libraries, warnings and errors are
 */
public record LogSettings(LogFormat format, Level level) {
  /** What {@code --help} says of them. */
  public static final String HELP =
      """
        TOKENBROKER_LOG_FORMAT         text, or json: an object in each line text
        TOKENBROKER_LOG_LEVEL          error, warn, info, debug or trace     info
      """;

  public static final LogSettings DEFAULT = new LogSettings(LogFormat.TEXT, Level.INFO);

  /**
   * Reads them from the environment.
   *
   * @throws IllegalArgumentException if one is malformed; the message names it
   */
  public static LogSettings read(EnvironmentReader reader) {
    return new LogSettings(
        reader.parsed("LOG_FORMAT", LogSettings::format).orElse(DEFAULT.format()),
        reader.parsed("LOG_LEVEL", LogSettings::level).orElse(DEFAULT.level()));
  }

  private static LogFormat format(String text) {
    return switch (text) {
      case "text" -> LogFormat.TEXT;
      case "json" -> LogFormat.JSON;
      default -> throw new IllegalArgumentException("it is text or json");
    };
  }

  private static Level level(String text) {
    return switch (text) {
      case "error" -> Level.ERROR;
      case "warn" -> Level.WARN;
      case "info" -> Level.INFO;
      case "debug" -> Level.DEBUG;
      case "trace" -> Level.TRACE;
      default -> throw new IllegalArgumentException("it is error, warn, info, debug or trace");
    };
  }
}
