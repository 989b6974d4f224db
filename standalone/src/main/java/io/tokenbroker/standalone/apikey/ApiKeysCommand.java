// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.standalone.apikey;

import io.tokenbroker.cli.cluster.CliException;
import io.tokenbroker.gateway.access.ApiKeyFile;
import io.tokenbroker.gateway.access.ApiKeyFileException;
import io.tokenbroker.gateway.access.ApiScope;
import io.tokenbroker.secrets.Secret;
import io.tokenbroker.secrets.SecretAccess;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * {@code tokenbroker api-keys}. It stands here and not in the operator's command, because the key
 * file is the gateway's and the operator's command does not depend on the gateway.
 */
@Command(
    mixinStandardHelpOptions = true,
    name = "api-keys",
    description = "Make the keys that applications call the gateway with.",
    synopsisSubcommandLabel = "COMMAND")
public final class ApiKeysCommand implements Runnable {
  private final Clock clock;

  @Spec private CommandSpec spec = CommandSpec.create();

  public ApiKeysCommand(Clock clock) {
    this.clock = clock;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is missing: create");
  }

  /** {@code tokenbroker api-keys create}. */
  @Command(
      mixinStandardHelpOptions = true,
      name = "create",
      description = {
        "Add a key to the gateway's key file, which is made if it is not there, and print the key.",
        "The file holds its hash only: the key can't be shown again. A gateway reads the file when"
            + " it starts."
      })
  int create(
      @Option(
              names = "--file",
              required = true,
              paramLabel = "FILE",
              description = "The gateway's key file (TOKENBROKER_API_KEYS).")
          Path file,
      @Option(
              names = "--id",
              required = true,
              paramLabel = "ID",
              description = "Names the key in audit records.")
          String id,
      @Option(
              names = "--tenant",
              required = true,
              paramLabel = "TENANT",
              description = "The tenant whose connectors it may use.")
          String tenant,
      @Option(
              names = "--scope",
              split = ",",
              paramLabel = "SCOPE",
              defaultValue = "start,read,disconnect",
              description = "What it may be used for (default: ${DEFAULT-VALUE}).")
          Set<String> scopes,
      @Option(
              names = "--expires-in",
              paramLabel = "DURATION",
              description = "How long it works, ISO 8601, for example P90D (default: for ever).")
          Optional<String> expiresIn) {
    Optional<Instant> expiresAt = expiresIn.map(this::duration).map(clock.instant()::plus);
    Set<ApiScope> wanted = scopes(scopes);
    Secret key;
    try {
      key = new ApiKeyFile(file).create(id, tenant, wanted, expiresAt);
    } catch (ApiKeyFileException e) {
      throw new CliException(String.valueOf(e.getMessage()), e);
    }
    spec.commandLine().getOut().println(key.reveal(SecretAccess.get()));
    spec.commandLine().getOut().flush();
    return 0;
  }

  private Set<ApiScope> scopes(Set<String> texts) {
    Set<ApiScope> scopes = EnumSet.noneOf(ApiScope.class);
    for (String text : texts) {
      scopes.add(
          Arrays.stream(ApiScope.values())
              .filter(scope -> scope.text().equals(text.strip().toLowerCase(Locale.ROOT)))
              .findFirst()
              .orElseThrow(() -> new ParameterException(spec.commandLine(), unknownScope(text))));
    }
    return scopes;
  }

  private static String unknownScope(String text) {
    return "unknown scope '"
        + text
        + "'; there are "
        + Arrays.stream(ApiScope.values()).map(ApiScope::text).collect(Collectors.joining(", "));
  }

  private Duration duration(String text) {
    try {
      return Duration.parse(text);
    } catch (DateTimeParseException e) {
      throw new ParameterException(
          spec.commandLine(), "--expires-in is a duration such as P90D or PT12H, not " + text, e);
    }
  }
}
