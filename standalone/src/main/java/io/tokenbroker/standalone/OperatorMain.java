// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.standalone;

import io.tokenbroker.cli.TokenbrokerCommand;
import io.tokenbroker.standalone.apikey.ApiKeysCommand;
import java.time.Clock;
import picocli.CommandLine;

/**
 * The command {@code tokenbroker} as the container image has it: with {@code api-keys}, without
 * {@code dev} and {@code demo}. It runs without Kafka's server on the class path.
 */
public final class OperatorMain {
  private OperatorMain() {}

  public static void main(String[] arguments) {
    CommandLine line = TokenbrokerCommand.commandLine(System.getenv());
    TokenbrokerCommand.withClusterSubcommand(
        line, cluster -> new ApiKeysCommand(Clock.systemUTC(), cluster));
    System.exit(line.execute(arguments));
  }
}
