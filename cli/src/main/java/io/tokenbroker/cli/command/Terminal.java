// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.command;

import java.io.Console;
import java.util.Optional;

/** The person at the keyboard, if there is one. */
public interface Terminal {
  /** Whether somebody can be asked. */
  boolean isThere();

  /** Asks, and returns the line that is typed; empty at the end of input. */
  Optional<String> ask(String question);

  /** This process's. */
  static Terminal ofProcess() {
    Optional<Console> console = Optional.ofNullable(System.console()).filter(Terminal::isTerminal);
    return new Terminal() {
      @Override
      public boolean isThere() {
        return console.isPresent();
      }

      @Override
      public Optional<String> ask(String question) {
        return console.map(it -> it.readLine("%s", question));
      }
    };
  }

  /** From Java 22 on there is a console without a terminal too, and a method that tells. */
  private static boolean isTerminal(Console console) {
    try {
      return (boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (ReflectiveOperationException e) {
      return true;
    }
  }
}
