// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.standalone;

import io.tokenbroker.cli.TokenbrokerCommand;
import io.tokenbroker.standalone.apikey.ApiKeysCommand;
import io.tokenbroker.standalone.demo.DemoCommand;
import io.tokenbroker.standalone.dev.DevCommand;
import java.io.PrintWriter;
import java.time.Clock;
import picocli.CommandLine;

/**
 * The command {@code tokenbroker} with {@code dev}, {@code demo} and {@code api-keys} added to the
 * operator's.
 */
public final class TokenbrokerMain {
  private TokenbrokerMain() {}

  /** Exits with the command's code, whatever threads a failed start has left. */
  public static void main(String[] arguments) {
    CommandLine line = TokenbrokerCommand.commandLine(System.getenv());
    PrintWriter out = line.getOut();
    PrintWriter err = line.getErr();
    TokenbrokerCommand.withClusterSubcommand(
        line, cluster -> new ApiKeysCommand(Clock.systemUTC(), cluster));
    TokenbrokerCommand.withSubcommand(line, new DevCommand(out, err));
    TokenbrokerCommand.withSubcommand(line, new DemoCommand(out, err));
    System.exit(line.execute(arguments));
  }
}
