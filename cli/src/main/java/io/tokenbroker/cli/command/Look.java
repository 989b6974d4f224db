// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.command;

import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;

/**
 * How output looks: on a terminal headings are bold (not with {@code NO_COLOR}, see no-color.org)
 * and lines of tables end where the window does; elsewhere it is plain and whole.
 *
 * @param isBold whether there are headings that stand out
 * @param width where lines of tables end, in characters; empty: nowhere
 */
record Look(boolean isBold, Optional<Integer> width) {
  /** What goes into files and pipes. */
  static final Look PLAIN = new Look(false, Optional.empty());

  /** This process's. */
  static Look ofProcess() {
    return of(Terminal.ofProcess().isThere(), System.getenv());
  }

  /**
   * @param terminal whether a person looks at it
   */
  static Look of(boolean terminal, Map<String, String> environment) {
    if (!terminal) {
      return PLAIN;
    }
    boolean plain =
        !environment.getOrDefault("NO_COLOR", "").isEmpty()
            || environment.getOrDefault("TERM", "").equals("dumb");
    return new Look(!plain, windowWidth());
  }

  private static Optional<Integer> windowWidth() {
    // picocli asks the terminal, and falls back to what a person can read.
    return Optional.of(CommandSpec.create().usageMessage().autoWidth(true).width());
  }

  String bold(String text) {
    return isBold ? "\u001b[1m" + text + "\u001b[0m" : text;
  }

  /** The text, or as much of it as fits. */
  String cut(String text) {
    return width
        .filter(most -> text.codePointCount(0, text.length()) > most)
        .map(most -> text.substring(0, text.offsetByCodePoints(0, most - 1)) + "\u2026")
        .orElse(text);
  }
}
