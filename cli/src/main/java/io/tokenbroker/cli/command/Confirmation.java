// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.command;

import io.tokenbroker.cli.cluster.CliException;

/**
 * The consent to something that can't be undone.
 *
 * @param given whether it was given on the command line
 */
record Confirmation(Terminal terminal, boolean given) {
  /** Whether it was given, or somebody can be asked for it. */
  boolean isPossible() {
    return given || terminal.isThere();
  }

  /**
   * Asks, unless it was given.
   *
   * @throws CliException if the answer is not {@code yes}
   */
  void demand(String question) {
    if (!given
        && terminal
            .ask(question + " Type yes: ")
            .filter(answer -> answer.strip().equals("yes"))
            .isEmpty()) {
      throw new CliException("nothing was done");
    }
  }
}
