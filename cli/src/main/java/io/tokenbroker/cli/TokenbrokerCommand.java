// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli;

import io.tokenbroker.cli.cluster.CliException;
import io.tokenbroker.cli.cluster.ClusterOptions;
import io.tokenbroker.cli.command.AuditCommand;
import io.tokenbroker.cli.command.CompletionCommand;
import io.tokenbroker.cli.command.ConnectorsCommand;
import io.tokenbroker.cli.command.DeadLettersCommand;
import io.tokenbroker.cli.command.DoctorCommand;
import io.tokenbroker.cli.command.EventsCommand;
import io.tokenbroker.cli.command.ExitCodes;
import io.tokenbroker.cli.command.GrantsCommand;
import io.tokenbroker.cli.command.KeysCommand;
import io.tokenbroker.cli.command.MigrateCommand;
import io.tokenbroker.cli.command.PauseCommand;
import io.tokenbroker.cli.command.ProvidersCommand;
import io.tokenbroker.cli.command.ResumeCommand;
import io.tokenbroker.cli.command.SchemasCommand;
import io.tokenbroker.cli.command.Terminal;
import io.tokenbroker.cli.command.TopicsCommand;
import io.tokenbroker.cli.command.Version;
import io.tokenbroker.registry.RegistryException;
import io.tokenbroker.secrets.KeysetException;
import io.tokenbroker.topic.TopicAdminException;
import io.tokenbroker.wire.MalformedRecordException;
import io.tokenbroker.wire.SchemasUnavailableException;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The command {@code tokenbroker}. Exit codes: 0 done, 1 failed, 2 wrong usage, unless a command
 * says otherwise; a failure is one line on standard error, its stack trace goes to the debug log.
 */
@Command(
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    name = "tokenbroker",
    description = "OAuth 2.0 credentials for workflow connectors, kept fresh on Kafka.",
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "Examples:",
      "  tokenbroker doctor",
      "  tokenbroker grants explain acme/github/personal/ann/default",
      "  source <(tokenbroker completion bash)"
    })
public final class TokenbrokerCommand implements Runnable {
  private static final Logger log = LoggerFactory.getLogger(TokenbrokerCommand.class);

  @Mixin private ClusterOptions cluster;
  @Spec private CommandSpec spec = CommandSpec.create();

  private TokenbrokerCommand(Map<String, String> environment) {
    this.cluster = new ClusterOptions(environment);
  }

  /**
   * The command with its subcommands; further ones may be added to it.
   *
   * @param environment environment variables
   */
  public static CommandLine commandLine(Map<String, String> environment) {
    TokenbrokerCommand root = new TokenbrokerCommand(environment);
    CommandLine line = new CommandLine(root);
    line.addSubcommand(TopicsCommand.commandLine(root.cluster));
    line.addSubcommand(new ConnectorsCommand(environment, root.cluster));
    line.addSubcommand(GrantsCommand.commandLine(root.cluster, Terminal.ofProcess()));
    line.addSubcommand(new EventsCommand(root.cluster));
    line.addSubcommand(new AuditCommand(root.cluster));
    line.addSubcommand(new DeadLettersCommand(root.cluster, Terminal.ofProcess()));
    line.addSubcommand(new DoctorCommand(environment, root.cluster));
    line.addSubcommand(new SchemasCommand(root.cluster));
    line.addSubcommand(new PauseCommand(root.cluster));
    line.addSubcommand(new ResumeCommand(root.cluster));
    line.addSubcommand(new MigrateCommand(root.cluster));
    withSubcommand(line, new ProvidersCommand());
    withSubcommand(line, new CompletionCommand());
    return withSubcommand(line, new KeysCommand(environment));
  }

  /**
   * Adds a subcommand that works on the cluster, with the same treatment of errors as all others.
   */
  public static CommandLine withClusterSubcommand(
      CommandLine line, Function<ClusterOptions, Object> subcommand) {
    TokenbrokerCommand root = line.getCommand();
    line.addSubcommand(subcommand.apply(root.cluster));
    return withErrorHandling(line);
  }

  /**
   * Adds a subcommand that has nothing to do with an existing cluster, with the same treatment of
   * errors as all others.
   */
  public static CommandLine withSubcommand(CommandLine line, Object subcommand) {
    CommandLine added = new CommandLine(subcommand);
    line.addSubcommand(added);
    withoutInheritedOptions(added);
    return withErrorHandling(line);
  }

  private static CommandLine withErrorHandling(CommandLine line) {
    ExitCodes.describe(line);
    line.setExecutionExceptionHandler((error, failed, parsed) -> report(error, failed));
    line.setParameterExceptionHandler((error, args) -> usage(error));
    return line;
  }

  private static void withoutInheritedOptions(CommandLine command) {
    CommandSpec spec = command.getCommandSpec();
    spec.options().stream().filter(OptionSpec::inherited).toList().forEach(spec::remove);
    command.getSubcommands().values().forEach(TokenbrokerCommand::withoutInheritedOptions);
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is missing");
  }

  private static int report(Exception error, CommandLine failed) {
    log.atDebug().setCause(error).log("a command failed");
    failed.getErr().println("tokenbroker: " + oneLine(error));
    failed.getErr().flush();
    return CommandLine.ExitCode.SOFTWARE;
  }

  private static int usage(ParameterException error) {
    CommandLine failed = error.getCommandLine();
    failed.getErr().println("tokenbroker: " + onOneLine(String.valueOf(error.getMessage())));
    failed.getErr().println("try: " + failed.getCommandSpec().qualifiedName() + " --help");
    failed.getErr().flush();
    return CommandLine.ExitCode.USAGE;
  }

  private static String oneLine(Exception error) {
    boolean ours =
        error instanceof CliException
            || error instanceof KeysetException
            || error instanceof TopicAdminException
            || error instanceof RegistryException
            || error instanceof SchemasUnavailableException
            || error instanceof MalformedRecordException
            || error instanceof IllegalArgumentException;
    boolean kafka = error instanceof KafkaException;
    String message = String.valueOf(error.getMessage());
    String text =
        ours ? message : kafka ? "Kafka: " + message + cause(error) : "unexpected error: " + error;
    return onOneLine(text);
  }

  /** Others' words are in it, a registry's or a record's: they must not steer the terminal. */
  private static String onOneLine(String text) {
    return text.replaceAll("\\s*\\R\\s*", " ").replaceAll("[\\p{Cc}\\p{Cf}]", "?");
  }

  private static String cause(Exception error) {
    return error.getCause() == null ? "" : ": " + error.getCause().getMessage();
  }
}
