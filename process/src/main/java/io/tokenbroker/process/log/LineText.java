// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.process.log;

import ch.qos.logback.classic.pattern.TargetLengthBasedClassNameAbbreviator;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import org.jspecify.annotations.Nullable;

/** Texts as they may stand in a log: bounded, and with nothing in them that acts. */
final class LineText {
  private static final int MAX_LENGTH = 8 * 1024;
  private static final int MAX_STACK_LENGTH = 32 * 1024;
  private static final String CUT = "...";
  private static final TargetLengthBasedClassNameAbbreviator LOGGERS =
      new TargetLengthBasedClassNameAbbreviator(30);

  private LineText() {}

  /** A value's text; a value that can't tell it must not cost us the line. */
  static String of(@Nullable Object value) {
    try {
      return String.valueOf(value);
    } catch (RuntimeException e) {
      return "(" + e.getClass().getSimpleName() + ")";
    }
  }

  /** At most 8 KiB of a text. */
  static String cut(@Nullable String text) {
    return cut(String.valueOf(text), MAX_LENGTH);
  }

  private static String cut(String text, int length) {
    return text.length() <= length ? text : text.substring(0, length) + CUT;
  }

  /** A stack trace with its causes, in lines; at most 32 KiB of it. */
  static String stackTrace(IThrowableProxy error) {
    return cut(ThrowableProxyUtil.asString(error), MAX_STACK_LENGTH);
  }

  /** A logger's name, shortened to about 30 characters. */
  static String shownAs(String logger) {
    return shown(LOGGERS.abbreviate(logger));
  }

  /**
   * A text on a terminal: what would move its cursor, end the line, turn the direction of writing
   * or is no character stands there as {@code \}{@code uXXXX}.
   */
  static String shown(String text) {
    if (text.chars().allMatch(LineText::isHarmless)) {
      return text;
    }
    StringBuilder shown = new StringBuilder(text.length() + 16);
    text.chars()
        .forEach(
            unit -> {
              if (isHarmless(unit)) {
                shown.append((char) unit);
              } else {
                shown.append(String.format("\\u%04X", unit));
              }
            });
    return shown.toString();
  }

  /** Each line of a text, indented: none can be taken for a line of the log. */
  static String indented(String text) {
    StringBuilder lines = new StringBuilder(text.length() + 64);
    text.lines().forEach(line -> lines.append("    ").append(shown(line.strip())).append('\n'));
    return lines.toString();
  }

  private static boolean isHarmless(int unit) {
    return switch (Character.getType((char) unit)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.UNASSIGNED ->
          false;
      default -> true;
    };
  }
}
