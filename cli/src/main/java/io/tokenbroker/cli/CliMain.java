// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli;

/** The process: runs the command and exits with its code. */
public final class CliMain {
  private CliMain() {}

  public static void main(String[] args) {
    System.exit(TokenbrokerCommand.commandLine(System.getenv()).execute(args));
  }
}
