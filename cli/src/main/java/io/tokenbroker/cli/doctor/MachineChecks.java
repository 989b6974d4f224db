// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.doctor;

import io.tokenbroker.cli.cluster.ClusterOptions;
import io.tokenbroker.secrets.KeyEncryptionKey;
import io.tokenbroker.secrets.KeysetException;
import io.tokenbroker.secrets.KeysetFolder;
import io.tokenbroker.secrets.KeysetName;
import io.tokenbroker.topic.Topic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.common.utils.AppInfoParser;

/** What can be seen without asking anybody: versions, settings, keysets, files. */
public final class MachineChecks {
  private static final int NEEDED_JAVA = 17;
  private static final Set<PosixFilePermission> OTHERS =
      EnumSet.of(
          PosixFilePermission.GROUP_READ,
          PosixFilePermission.GROUP_WRITE,
          PosixFilePermission.OTHERS_READ,
          PosixFilePermission.OTHERS_WRITE);

  private final Map<String, String> environment;
  private final ClusterOptions cluster;
  private final Optional<Path> keys;

  /**
   * @param keys the folder of keysets, if one was named
   */
  public MachineChecks(
      Map<String, String> environment, ClusterOptions cluster, Optional<Path> keys) {
    this.environment = Map.copyOf(environment);
    this.cluster = cluster;
    this.keys = keys;
  }

  /** The checks. */
  public List<Check> all() {
    return List.of(
        Check.of("versions", this::versions),
        Check.of("settings", this::settings),
        Check.of("keysets", this::keysets));
  }

  private List<Result> versions() {
    int java = Runtime.version().feature();
    String detail = "Java " + Runtime.version() + ", Kafka clients " + AppInfoParser.getVersion();
    return List.of(
        java >= NEEDED_JAVA
            ? Result.ok("versions", detail)
            : Result.fail("versions", detail, "use Java " + NEEDED_JAVA + " or newer"));
  }

  private List<Result> settings() {
    Map<String, Object> kafka = cluster.kafka();
    cluster.schemaRegistry();
    boolean plain =
        String.valueOf(kafka.getOrDefault("security.protocol", "PLAINTEXT")).contains("PLAINTEXT");
    String detail =
        "Kafka at "
            + kafka.get("bootstrap.servers")
            + " ("
            + kafka.getOrDefault("security.protocol", "PLAINTEXT")
            + "), prefix "
            + cluster.topics().name(Topic.CONNECTORS).replace("connectors", "")
            + ", "
            + cluster.topics().partitions()
            + " partitions";
    boolean local = String.valueOf(kafka.get("bootstrap.servers")).matches("(localhost|127\\.).*");
    return List.of(
        plain && !local
            ? Result.warn(
                "settings",
                detail,
                "use TLS between machines: TOKENBROKER_KAFKA_SECURITY_PROTOCOL=SASL_SSL"
                    + " (docs/kafka.md)")
            : Result.ok("settings", detail));
  }

  private List<Result> keysets() {
    if (keys.isEmpty()) {
      return List.of(Result.skip("keysets", "no folder is named: --keys or TOKENBROKER_KEYSETS"));
    }
    if (!Files.isDirectory(keys.get())) {
      return List.of(
          Result.fail(
              "keysets",
              keys.get() + " is no folder",
              "name the folder of this machine's keysets, or make it: tokenbroker keys init"));
    }
    List<Result> results = new ArrayList<>();
    Optional<KeyEncryptionKey> kek = keyEncryptionKey(results);
    kek.ifPresent(key -> open(new KeysetFolder(keys.get(), key), results));
    permissions(results);
    return results;
  }

  private Optional<KeyEncryptionKey> keyEncryptionKey(List<Result> results) {
    try {
      return Optional.of(KeyEncryptionKey.fromEnvironment(environment));
    } catch (KeysetException | IllegalArgumentException e) {
      results.add(
          Result.warn(
              "keysets",
              String.valueOf(e.getMessage()),
              "set "
                  + KeyEncryptionKey.FILE_VARIABLE
                  + " to see whether the keysets open; this command itself needs the public one"
                  + " only"));
      return Optional.empty();
    }
  }

  private static void open(KeysetFolder folder, List<Result> results) {
    List<String> opened = new ArrayList<>();
    for (KeysetName name : KeysetName.values()) {
      if (folder.holds(name)) {
        try {
          open(folder, name);
          opened.add(name.name().toLowerCase(Locale.ROOT).replace('_', '-'));
        } catch (KeysetException e) {
          results.add(
              Result.fail(
                  "keysets",
                  String.valueOf(e.getMessage()),
                  "take the file and the key-encryption key that belong together"));
        }
      }
    }
    results.add(
        opened.isEmpty()
            ? Result.fail("keysets", "none could be opened", "see 'tokenbroker keys init --help'")
            : Result.ok("keysets", "open: " + String.join(", ", opened)));
  }

  private static void open(KeysetFolder folder, KeysetName name) {
    switch (name) {
      case BROKER, EXECUTORS, GATEWAY -> folder.opener(name);
      case BROKER_INBOX -> folder.brokerInboxOpener();
      case BROKER_INBOX_PUBLIC -> folder.brokerInboxSealer();
    }
  }

  private void permissions(List<Result> results) throws UncheckedFileException {
    List<Path> files = new ArrayList<>();
    try (Stream<Path> listed = Files.list(keys.orElseThrow())) {
      listed.filter(file -> file.toString().endsWith(".keyset.json")).forEach(files::add);
    } catch (IOException e) {
      throw new UncheckedFileException("could not list " + keys.orElseThrow(), e);
    }
    Optional.ofNullable(environment.get(KeyEncryptionKey.FILE_VARIABLE))
        .map(Path::of)
        .filter(Files::exists)
        .ifPresent(files::add);
    List<String> open =
        files.stream()
            .filter(file -> !file.toString().contains("public"))
            .filter(MachineChecks::isOpenToOthers)
            .map(Path::toString)
            .sorted()
            .toList();
    results.add(
        open.isEmpty()
            ? Result.ok("key files", files.size() + " files, readable for their owner only")
            : Result.warn(
                "key files",
                "others may read " + String.join(", ", open),
                "chmod 600 " + String.join(" ", open)));
  }

  private static boolean isOpenToOthers(Path file) {
    try {
      Set<PosixFilePermission> permissions = EnumSet.copyOf(withOwner(file));
      permissions.retainAll(OTHERS);
      return !permissions.isEmpty();
    } catch (IOException | UnsupportedOperationException e) {
      // A file system without such permissions says nothing.
      return false;
    }
  }

  private static Set<PosixFilePermission> withOwner(Path file) throws IOException {
    Set<PosixFilePermission> found = Files.getPosixFilePermissions(file);
    return found.isEmpty() ? PosixFilePermissions.fromString("r--------") : found;
  }

  /** Files could not be looked at. */
  private static final class UncheckedFileException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UncheckedFileException(String message, IOException cause) {
      super(message, cause);
    }
  }
}
