// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.command;

import io.tokenbroker.cli.cluster.CliException;
import io.tokenbroker.secrets.KeyEncryptionKey;
import io.tokenbroker.secrets.KeysetFolder;
import io.tokenbroker.secrets.KeysetName;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tokenbroker keys}. */
@Command(
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    name = "keys",
    footer = {"", "Example:", "  tokenbroker keys init --dir keys"},
    description = "Make the keys that seal secrets.",
    synopsisSubcommandLabel = "COMMAND")
public final class KeysCommand {
  private static final String KEK_FILE = "kek";

  private final Map<String, String> environment;

  @Spec private CommandSpec spec = CommandSpec.create();

  public KeysCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  /** {@code tokenbroker keys init}. */
  @Command(
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      name = "init",
      footer = {
        "",
        "Examples:",
        "  tokenbroker keys init --dir keys --dry-run",
        "  TOKENBROKER_KEK_FILE=/etc/tokenbroker/kek tokenbroker keys init --dir keys"
      },
      description = {
        "Make every keyset in a new folder, wrapped by a key-encryption key.",
        "The key-encryption key is taken from TOKENBROKER_KEK or TOKENBROKER_KEK_FILE; where"
            + " neither is set, from the file DIR/kek, which is made if it is not there."
      })
  int init(
      @Option(names = "--dir", required = true, paramLabel = "DIR", description = "The new folder.")
          Path dir,
      @Option(names = "--dry-run", description = "Say what would be made, and make nothing.")
          boolean dryRun) {
    PrintWriter out = spec.commandLine().getOut();
    if (dryRun) {
      return sayWhatWouldBe(dir, out);
    }
    boolean given =
        environment.containsKey(KeyEncryptionKey.VARIABLE)
            || environment.containsKey(KeyEncryptionKey.FILE_VARIABLE);
    KeyEncryptionKey kek = given ? KeyEncryptionKey.fromEnvironment(environment) : ownKey(dir, out);
    KeysetFolder keysets = KeysetFolder.create(dir, kek);
    for (KeysetName name : KeysetName.values()) {
      if (!keysets.holds(name)) {
        throw new CliException("keyset " + name + " was not made in " + dir);
      }
    }
    out.println("made " + KeysetName.values().length + " keysets in " + dir);
    out.flush();
    return 0;
  }

  private static int sayWhatWouldBe(Path dir, PrintWriter out) {
    KeysetFolder keysets = new KeysetFolder(dir, new KeyEncryptionKey(new AbsentKey()));
    List<String> there =
        Arrays.stream(KeysetName.values()).filter(keysets::holds).map(Enum::name).toList();
    out.println(
        there.isEmpty()
            ? "would make " + KeysetName.values().length + " keysets in " + dir
            : "would be refused: " + dir + " holds " + String.join(", ", there) + " already");
    out.flush();
    return there.isEmpty() ? 0 : 1;
  }

  private static KeyEncryptionKey ownKey(Path dir, PrintWriter out) {
    Path file = dir.resolve(KEK_FILE);
    if (Files.exists(file)) {
      return KeyEncryptionKey.fromFile(file);
    }
    try {
      Files.createDirectories(dir);
    } catch (IOException e) {
      throw new CliException(
          "could not make the folder "
              + dir
              + ": "
              + Optional.ofNullable(e.getMessage()).orElse(e.toString()),
          e);
    }
    KeyEncryptionKey kek = KeyEncryptionKey.createFile(file);
    out.println(
        "made the key-encryption key "
            + file
            + ": move it away from the keysets and set "
            + KeyEncryptionKey.FILE_VARIABLE);
    return kek;
  }
}
