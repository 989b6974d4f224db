// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.it.system;

import io.tokenbroker.cli.TokenbrokerCommand;
import io.tokenbroker.standalone.apikey.ApiKeysCommand;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;

/** The operator's command, run as it would be on a command line. */
public final class OperatorCommand {
  private final List<String> cluster;
  private final Map<String, String> environment;

  /**
   * A command.
   *
   * @param cluster options that every run has, such as where the cluster is
   */
  public OperatorCommand(List<String> cluster, Map<String, String> environment) {
    this.cluster = cluster;
    this.environment = environment;
  }

  /** What came of a command. */
  public record Ended(int exitCode, String out, String err) {}

  /** Runs a command to its end. */
  public Ended run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine line =
        TokenbrokerCommand.withClusterSubcommand(
            TokenbrokerCommand.commandLine(environment),
            options -> new ApiKeysCommand(Clock.systemUTC(), options));
    line.setOut(new PrintWriter(out));
    line.setErr(new PrintWriter(err));
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(cluster);
    int exitCode = line.execute(all.toArray(String[]::new));
    return new Ended(exitCode, out.toString(), err.toString());
  }
}
