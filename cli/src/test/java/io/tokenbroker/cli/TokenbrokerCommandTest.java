// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenbroker.cli.cluster.CliException;
import io.tokenbroker.wire.SchemasUnavailableException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;

class TokenbrokerCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @ParameterizedTest
  @CsvSource({
    "'',a command is missing",
    "nonsense,Unmatched argument",
    "topics,Missing required subcommand",
    "keys init,--dir",
    "topics acls --apply,--principal is missing",
    "topics acls --apply --verify --principal runner=User:a,--apply and --verify are two commands",
    "topics acls --dry-run,--dry-run goes with --apply",
    "topics plan --partitions many,is not a short|is not an int",
    "connectors apply,--file",
    "grants show a/b,a token key is tenant/connector/personal/user/alias",
    "grants show,KEY",
    "grants show --output xml a/b/shared/default,--output",
    "grants revoke --reason  a/b/shared/default,--reason has 1 to 64 characters",
    "grants delete --yes,--tenant is missing",
    "grants delete --user ann --yes,--connector and --user go with --tenant",
    "grants delete --tenant acme,give --yes",
    "grants delete --tenant acme --yes --rate 0,a rate is 1 to 1000",
    "grants migrate --tenant acme --connector c --yes,--from-origin",
    "grants migrate --from-origin https://old.example --yes,--tenant is missing",
    "grants migrate --from-origin https://old.example --tenant acme --yes,--connector is missing",
    "grants migrate --from-origin old --tenant acme --connector c --yes,--from-origin is a URL",
    "grants migrate --from-origin https://o.example --tenant a --connector c,give --yes",
    "grants prove-erasure,needs either KEY or --tenant",
    "grants prove-erasure a/b/shared/default --tenant a,needs either KEY or --tenant",
    "grants import,--keys",
    "pause --reason x,give one of --all",
    "pause --all --tenant a --reason x,give one of --all",
    "pause --all,--reason has 1 to 200 characters",
    "pause --connector github --reason x,a connector is tenant/connector",
    "resume,give one of --all",
    "migrate --to-partitions 7,--to-prefix",
    "migrate --to-prefix tokenbroker. --to-partitions 7,have to be other ones",
    "migrate --to-prefix new. --to-partitions 0,partitions must be 1 to 1000",
    "grants list --limit 0,--limit is 1 to",
    "grants list --state odd,--state is one of",
    "grants explain,KEY",
    "grants explain --look-back week a/b/shared/default,--look-back",
    "dead-letters show x,an ID is PARTITION:OFFSET",
    "dead-letters replay 1:2,give --yes",
    "audit search --limit 0,--limit is 1 to",
    "audit search --since yesterday,a time is such as",
    "events tail --topic audits,did you mean audit",
    "completion tcsh,bash",
    "providers show,NAME",
    "providers validate,FILE"
  })
  void wrongUsageIsOneLineWithAHintAndCodeTwo(String command, String message) {
    assertThat(run(Map.of(), command.isEmpty() ? new String[0] : command.split(" ", -1)))
        .isEqualTo(2);

    assertThat(err.toString().lines()).hasSize(2);
    assertThat(err.toString().lines().findFirst().orElse(""))
        .startsWith("tokenbroker: ")
        .containsPattern(message);
    assertThat(err.toString()).contains("--help");
  }

  @Test
  void aShellCompletesTheCommandsWords() {
    assertThat(run(Map.of(), "completion", "bash")).isZero();
    assertThat(out.toString()).contains("complete -F", "explain", "dead-letters");
  }

  @Test
  void whatWouldBeMadeIsSaidAndNotMade(@TempDir Path folder) {
    Path keys = folder.resolve("keys");

    assertThat(run(Map.of(), "keys", "init", "--dir", keys.toString(), "--dry-run")).isZero();
    assertThat(out.toString()).contains("would make 5 keysets");
    assertThat(keys).doesNotExist();
  }

  @Test
  void withoutARegistryThereAreNoSchemasToLookAtAndTheErrorSaysWhatToSet() {
    assertThat(run(Map.of(), "schemas", "check")).isEqualTo(1);
    assertThat(err.toString()).contains("TOKENBROKER_SCHEMA_REGISTRY_URL is not set");
  }

  @Test
  void aRegistryUrlWithAPasswordIsRefusedAndNotShown() {
    Map<String, String> environment =
        Map.of("TOKENBROKER_SCHEMA_REGISTRY_URL", "https://ann:pw-7d1@registry.example");

    assertThat(run(environment, "schemas", "check")).isEqualTo(1);
    assertThat(err.toString())
        .contains("TOKENBROKER_SCHEMA_REGISTRY_URL can't be used")
        .doesNotContain("pw-7d1");
  }

  @Test
  void everyCommandExplainsItself() {
    assertHelp(TokenbrokerCommand.commandLine(Map.of()));
  }

  @Test
  void keysAreMadeOnceWithTheirKeyEncryptionKey(@TempDir Path folder) {
    String dir = folder.resolve("keys").toString();

    assertThat(run(Map.of(), "keys", "init", "--dir", dir)).isZero();
    assertThat(out.toString()).contains("made the key-encryption key").contains("made 5 keysets");
    assertThat(Path.of(dir, "kek")).exists();

    assertThat(run(Map.of(), "keys", "init", "--dir", dir)).isEqualTo(1);
    assertThat(err.toString().lines()).singleElement().asString().contains("is there already");
  }

  @Test
  void aKeyEncryptionKeyFromTheEnvironmentIsNotWrittenToTheFolder(@TempDir Path folder) {
    String kek = Base64.getEncoder().encodeToString(new byte[32]);

    assertThat(run(Map.of("TOKENBROKER_KEK", kek), "keys", "init", "--dir", folder.toString()))
        .isZero();

    assertThat(folder.resolve("kek")).doesNotExist();
    assertThat(folder.resolve("broker.keyset.json")).exists();
    assertThat(out.toString()).doesNotContain(kek);
  }

  @Test
  void aFolderThatCannotBeMadeIsOneLine(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");

    assertThat(run(Map.of(), "keys", "init", "--dir", file.resolve("keys").toString()))
        .isEqualTo(1);

    assertThat(err.toString().lines()).singleElement().asString().contains("could not");
  }

  @ParameterizedTest
  @CsvSource({
    "topics plan",
    "topics apply",
    "topics verify",
    "topics acls --verify --principal runner=User:a",
    "topics acls --apply --principal runner=User:a",
    "connectors list",
    "grants show a/b/shared/default",
    "grants obtain a/b/shared/default",
    "grants delete --tenant a --dry-run",
    "grants migrate --tenant a --connector c --from-origin https://o.example --dry-run",
    "grants prove-erasure a/b/shared/default",
    "events tail --until-end"
  })
  void aClusterThatIsAwayIsOneLineAndCodeOne(String command) throws IOException {
    String away = "127.0.0.1:" + freePort();

    assertThat(run(Map.of(), (command + " --timeout 1 --bootstrap-server " + away).split(" ", -1)))
        .isEqualTo(1);

    assertThat(err.toString().lines())
        .singleElement()
        .asString()
        .startsWith("tokenbroker: could not");
  }

  @Test
  void aFaultyConnectorFileIsOneLineThatNamesIt(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("c.yaml"), "tenant: a\nconector: {}\n");

    assertThat(
            run(
                Map.of(),
                "connectors",
                "apply",
                "-f",
                file.toString(),
                "--keys",
                folder.toString()))
        .isEqualTo(1);

    assertThat(err.toString().strip())
        .isEqualTo("tokenbroker: " + file + ":2: conector: unknown key; did you mean connectors?");
  }

  @Test
  void missingKeysSayHowToMakeThem(@TempDir Path folder) throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("c.yaml"),
            "tenant: a\nconnectors: {x: {issuer: 'https://x.example', clientId: a}}\n");

    assertThat(
            run(
                Map.of(),
                "connectors",
                "apply",
                "-f",
                file.toString(),
                "--keys",
                folder.toString()))
        .isEqualTo(1);

    assertThat(err.toString().lines()).singleElement().asString().contains("keys init");
  }

  @Test
  void onlyASharedGrantIsObtainedWithTheClientsCredentials() {
    assertThat(run(Map.of(), "grants", "obtain", "a/b/personal/ann/default")).isEqualTo(1);

    assertThat(err.toString().lines()).singleElement().asString().contains("is a user's own");
  }

  @Test
  void aFileToImportThatIsNotThereIsOneLine(@TempDir Path folder) {
    String file = folder.resolve("grants.jsonl").toString();

    assertThat(run(Map.of(), "grants", "import", file, "--keys", folder.toString())).isEqualTo(1);

    assertThat(err.toString().lines()).singleElement().asString().contains(file);
  }

  @Test
  void anErrorsWordsCannotSteerTheTerminal() {
    CommandLine line =
        TokenbrokerCommand.withSubcommand(TokenbrokerCommand.commandLine(Map.of()), new Hostile());

    assertThat(run(line, "hostile")).isEqualTo(1);
    assertThat(run(line, "hostile", "--\u001b]0;x\u0007")).isEqualTo(2);

    assertThat(err.toString().lines().flatMapToInt(String::chars))
        .noneMatch(Character::isISOControl)
        .noneMatch(unit -> Character.getType(unit) == Character.FORMAT);
  }

  /** A registry's words. */
  @Command(name = "hostile")
  private static final class Hostile implements Runnable {
    @Override
    public void run() {
      throw new CliException("the registry said \u001b[2J\u009b2J\u202eno");
    }
  }

  @Test
  void aCommandThatWasAddedFailsInOneLineToo() {
    CommandLine line =
        TokenbrokerCommand.withSubcommand(TokenbrokerCommand.commandLine(Map.of()), new Failing());

    assertThat(run(line, "failing")).isEqualTo(1);

    assertThat(err.toString().strip())
        .isEqualTo("tokenbroker: unexpected error: java.lang.IllegalStateException: two lines");
  }

  @Test
  void aRegistryThatDoesNotAnswerIsNeitherKafkasFaultNorUnexpected() {
    CommandLine line =
        TokenbrokerCommand.withSubcommand(TokenbrokerCommand.commandLine(Map.of()), new Waiting());

    assertThat(run(line, "waiting")).isEqualTo(1);

    assertThat(err.toString().strip())
        .isEqualTo("tokenbroker: the schema with id 7 is not known yet: no answer");
  }

  @ParameterizedTest
  @CsvSource({
    "--bootstrap-server HERE --timeout 1 topics plan",
    "topics --bootstrap-server HERE --timeout 1 plan",
    "topics plan --bootstrap-server HERE --timeout 1"
  })
  void theClusterIsNamedAnywhereOnTheLine(String command) throws IOException {
    String away = "127.0.0.1:" + freePort();

    assertThat(run(Map.of(), command.replace("HERE", away).split(" ", -1))).isEqualTo(1);

    assertThat(err.toString()).contains(away);
  }

  @Test
  void aCommandThatNeedsNoClusterHasNoOptionsForIt() {
    CommandLine line =
        TokenbrokerCommand.withSubcommand(TokenbrokerCommand.commandLine(Map.of()), new Failing());

    assertThat(run(line, "failing", "--bootstrap-server", "x:1")).isEqualTo(2);
    assertThat(run(line, "keys", "init", "--dir", "x", "--bootstrap-server", "x:1")).isEqualTo(2);
  }

  @Command(name = "waiting")
  static final class Waiting implements Runnable {
    @Override
    public void run() {
      throw new SchemasUnavailableException("the schema with id 7 is not known yet: no answer");
    }
  }

  @Command(name = "failing")
  static final class Failing implements Runnable {
    @Override
    public void run() {
      throw new IllegalStateException("two\n  lines");
    }
  }

  private static void assertHelp(CommandLine command) {
    assertThat(command.getUsageMessage()).contains("--help").doesNotContain("Missing");
    assertThat(command.getCommandSpec().usageMessage().description()).isNotEmpty();
    command
        .getCommandSpec()
        .options()
        .forEach(option -> assertThat(option.description()).as(option.longestName()).isNotEmpty());
    command.getSubcommands().values().forEach(TokenbrokerCommandTest::assertHelp);
  }

  private int run(Map<String, String> environment, String... args) {
    return run(TokenbrokerCommand.commandLine(environment), args);
  }

  private int run(CommandLine line, String... args) {
    return line.setOut(new PrintWriter(out)).setErr(new PrintWriter(err)).execute(args);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
