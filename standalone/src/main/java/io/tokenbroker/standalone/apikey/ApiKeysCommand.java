// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.standalone.apikey;

import io.tokenbroker.cli.cluster.CliException;
import io.tokenbroker.cli.cluster.ClusterOptions;
import io.tokenbroker.gateway.access.ApiKey;
import io.tokenbroker.gateway.access.ApiScope;
import io.tokenbroker.secrets.Secret;
import io.tokenbroker.secrets.SecretAccess;
import java.io.PrintWriter;
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
 * {@code tokenbroker api-keys}. It stands here and not in the operator's command, because keys are
 * the gateway's and the operator's command does not depend on the gateway.
 */
@Command(
    mixinStandardHelpOptions = true,
    name = "api-keys",
    description = {
      "Make, rotate, revoke and list the keys that applications call the gateway with.",
      "They are kept in the topic api-keys, which every gateway follows, or in a file with --file;"
          + " hashes only."
    },
    synopsisSubcommandLabel = "COMMAND")
public final class ApiKeysCommand implements Runnable {
  private static final String FILE = "A key file (TOKENBROKER_API_KEYS) instead of the topic.";
  private static final String FOR_ALL = "start:any,read:any,disconnect:any";
  private static final String FOR_ONESELF = "start,read,disconnect";

  private final Clock clock;
  private final ClusterOptions cluster;

  @Spec private CommandSpec spec = CommandSpec.create();

  /**
   * @param cluster where the topic is
   */
  public ApiKeysCommand(Clock clock, ClusterOptions cluster) {
    this.clock = clock;
    this.cluster = cluster;
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "a command is missing: create, rotate, revoke or list");
  }

  /** {@code tokenbroker api-keys create}. */
  @Command(
      mixinStandardHelpOptions = true,
      name = "create",
      description = {"Make a key and print it. Only its hash is kept: it can't be shown again."})
  int create(
      @Option(names = "--file", paramLabel = "FILE", description = FILE) Optional<Path> file,
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
              names = "--user",
              paramLabel = "USER",
              description = "The person as whom it acts (default: an application, nobody).")
          Optional<String> user,
      @Option(
              names = "--scope",
              paramLabel = "SCOPE,...",
              description =
                  "What it may be used for (default: "
                      + FOR_ALL
                      + "; with --user "
                      + FOR_ONESELF
                      + ").")
          Optional<String> scopes,
      @Option(
              names = "--expires-in",
              paramLabel = "DURATION",
              description = "How long it works, ISO 8601, for example P90D (default: for ever).")
          Optional<String> expiresIn) {
    Optional<Instant> expiresAt = expiresIn.map(this::duration).map(clock.instant()::plus);
    String byDefault = user.isPresent() ? FOR_ONESELF : FOR_ALL;
    Set<ApiScope> wanted = scopes(scopes.orElse(byDefault));
    ApiKeyStore store = store(file);
    if (find(store, id).isPresent()) {
      throw new CliException("there already is a key " + id + ": rotate it, or choose another id");
    }
    ApiKey.Made made = ApiKey.make(id, tenant, user, wanted, expiresAt);
    store.put(made.key());
    return print(made.text());
  }

  /** {@code tokenbroker api-keys rotate}. */
  @Command(
      mixinStandardHelpOptions = true,
      name = "rotate",
      description = "Give a key another text and print it; the one before works on for a while.")
  int rotate(
      @Option(names = "--file", paramLabel = "FILE", description = FILE) Optional<Path> file,
      @Option(names = "--id", required = true, paramLabel = "ID", description = "Which key.")
          String id,
      @Option(
              names = "--overlap",
              paramLabel = "DURATION",
              defaultValue = "P1D",
              description = "How long the text before works on, ISO 8601 (${DEFAULT-VALUE}).")
          String overlap) {
    ApiKeyStore store = store(file);
    ApiKey.Made made = existing(store, id).rotated(clock.instant().plus(duration(overlap)));
    store.put(made.key());
    return print(made.text());
  }

  /** {@code tokenbroker api-keys revoke}. */
  @Command(
      mixinStandardHelpOptions = true,
      name = "revoke",
      description = "Forget a key: it is refused within seconds.")
  int revoke(
      @Option(names = "--file", paramLabel = "FILE", description = FILE) Optional<Path> file,
      @Option(names = "--id", required = true, paramLabel = "ID", description = "Which key.")
          String id) {
    ApiKeyStore store = store(file);
    store.remove(existing(store, id).id());
    out().println("revoked " + id);
    out().flush();
    return 0;
  }

  /** {@code tokenbroker api-keys list}. */
  @Command(
      mixinStandardHelpOptions = true,
      name = "list",
      description = "List the keys: what they may be used for, never their texts.")
  int list(@Option(names = "--file", paramLabel = "FILE", description = FILE) Optional<Path> file) {
    store(file).keys().forEach(key -> out().println(line(key)));
    out().flush();
    return 0;
  }

  private static String line(ApiKey key) {
    return key.id()
        + "  tenant="
        + key.tenant()
        + key.user().map(user -> "  user=" + user).orElse("")
        + "  scopes="
        + key.scopes().stream().sorted().map(ApiScope::text).collect(Collectors.joining(","))
        + key.expiresAt().map(end -> "  expires=" + end).orElse("")
        + key.previousUntil().map(end -> "  former-text-until=" + end).orElse("");
  }

  private ApiKeyStore store(Optional<Path> file) {
    return file.<ApiKeyStore>map(KeyFileStore::new)
        .orElseGet(() -> new KeyTopicStore(cluster, clock));
  }

  private static Optional<ApiKey> find(ApiKeyStore store, String id) {
    return store.keys().stream().filter(key -> key.id().equals(id)).findFirst();
  }

  private static ApiKey existing(ApiKeyStore store, String id) {
    return find(store, id)
        .orElseThrow(
            () -> new CliException("there is no key " + id + ": 'api-keys list' tells which"));
  }

  private int print(Secret key) {
    out().println(key.reveal(SecretAccess.get()));
    out().flush();
    return 0;
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }

  private Set<ApiScope> scopes(String texts) {
    Set<ApiScope> scopes = EnumSet.noneOf(ApiScope.class);
    for (String text : texts.split(",", -1)) {
      scopes.add(
          ApiScope.parse(text.strip().toLowerCase(Locale.ROOT))
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
          spec.commandLine(), "a duration is such as P90D or PT12H, not " + text, e);
    }
  }
}
