// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli;

import io.tokenbroker.cli.cluster.CliException;
import io.tokenbroker.cli.command.ConnectorsCommand;
import io.tokenbroker.cli.command.EventsCommand;
import io.tokenbroker.cli.command.GrantsCommand;
import io.tokenbroker.cli.command.KeysCommand;
import io.tokenbroker.cli.command.TopicsCommand;
import io.tokenbroker.cli.command.Version;
import io.tokenbroker.secrets.KeysetException;
import io.tokenbroker.topic.TopicAdminException;
import java.util.Map;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The command {@code tokenbroker}. Exit codes: 0 done, 1 failed, 2 wrong usage; a failure is one
 * line on standard error, its stack trace goes to the debug log.
 */
@Command(
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    name = "tokenbroker",
    description = "OAuth 2.0 credentials for workflow connectors, kept fresh on Kafka.",
    synopsisSubcommandLabel = "COMMAND")
public final class TokenbrokerCommand implements Runnable {
  private static final Logger log = LoggerFactory.getLogger(TokenbrokerCommand.class);

  @Spec private CommandSpec spec = CommandSpec.create();

  private TokenbrokerCommand() {}

  /**
   * The command with its subcommands; further ones may be added to it.
   *
   * @param environment environment variables
   */
  public static CommandLine commandLine(Map<String, String> environment) {
    CommandLine line = new CommandLine(new TokenbrokerCommand());
    line.addSubcommand(new KeysCommand(environment));
    line.addSubcommand(new TopicsCommand());
    line.addSubcommand(new ConnectorsCommand(environment));
    line.addSubcommand(new GrantsCommand());
    line.addSubcommand(new EventsCommand());
    return configured(line);
  }

  /** Adds a subcommand, with the same treatment of errors as all others. */
  public static CommandLine withSubcommand(CommandLine line, Object subcommand) {
    return configured(line.addSubcommand(subcommand));
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is missing");
  }

  private static CommandLine configured(CommandLine line) {
    line.setExecutionExceptionHandler((error, failed, parsed) -> report(error, failed));
    line.setParameterExceptionHandler((error, args) -> usage(error));
    return line;
  }

  private static int report(Exception error, CommandLine failed) {
    log.atDebug().setCause(error).log("a command failed");
    failed.getErr().println("tokenbroker: " + oneLine(error));
    failed.getErr().flush();
    return CommandLine.ExitCode.SOFTWARE;
  }

  private static int usage(ParameterException error) {
    CommandLine failed = error.getCommandLine();
    failed
        .getErr()
        .println("tokenbroker: " + String.valueOf(error.getMessage()).replace('\n', ' '));
    failed.getErr().println("try: " + failed.getCommandSpec().qualifiedName() + " --help");
    failed.getErr().flush();
    return CommandLine.ExitCode.USAGE;
  }

  private static String oneLine(Exception error) {
    boolean ours =
        error instanceof CliException
            || error instanceof KeysetException
            || error instanceof TopicAdminException
            || error instanceof IllegalArgumentException;
    boolean kafka = error instanceof KafkaException;
    String message = String.valueOf(error.getMessage());
    String text =
        ours ? message : kafka ? "Kafka: " + message + cause(error) : "unexpected error: " + error;
    return text.replaceAll("\\s*\\R\\s*", " ");
  }

  private static String cause(Exception error) {
    return error.getCause() == null ? "" : ": " + error.getCause().getMessage();
  }
}
