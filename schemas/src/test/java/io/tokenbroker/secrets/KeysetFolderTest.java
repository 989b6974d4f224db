// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tokenbroker.key.TokenKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeysetFolderTest {
  private static final AssociatedData DATA = SealedField.grantState(TokenKey.shared("t", "c"));

  private Path folder;

  @BeforeEach
  void useFolder(@TempDir Path temporary) {
    folder = temporary;
  }

  @Test
  void keysetsAreTheSameAfterARestart() {
    KeyEncryptionKey kek = KeyEncryptionKey.createFile(folder.resolve("kek"));
    ByteBuffer sealed =
        KeysetFolder.create(folder, kek).sealer(KeysetName.BROKER).seal(Secret.of("s"), DATA);

    KeyEncryptionKey readAgain = KeyEncryptionKey.fromFile(folder.resolve("kek"));
    KeysetFolder restarted = new KeysetFolder(folder, readAgain);

    assertThat(restarted.opener(KeysetName.BROKER).openSecret(sealed, DATA))
        .isEqualTo(Secret.of("s"));
  }

  @Test
  void existingKeysetsAreNeverOverwritten() {
    KeyEncryptionKey kek = KeyEncryptionKey.createFile(folder.resolve("kek"));
    assertThat(KeysetFolder.create(folder, kek).holds(KeysetName.GATEWAY)).isTrue();

    assertThatExceptionOfType(KeysetException.class)
        .isThrownBy(() -> KeysetFolder.create(folder, kek))
        .withMessageContaining("a keyset is there already");
    assertThatExceptionOfType(KeysetException.class)
        .isThrownBy(() -> KeyEncryptionKey.createFile(folder.resolve("kek")))
        .withMessageContaining("could not write");
  }

  @Test
  void keyFilesAreForTheirOwnerOnly() throws IOException {
    KeysetFolder.create(folder, KeyEncryptionKey.createFile(folder.resolve("kek")))
        .holds(KeysetName.BROKER);

    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.toList())
          .hasSize(KeysetName.values().length + 1)
          .allSatisfy(
              file ->
                  assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                      .isEqualTo("rw-------"));
    }
  }

  @Test
  void anotherKeyEncryptionKeyOpensNothing() {
    KeysetFolder.create(folder, KeyEncryptionKey.createFile(folder.resolve("kek")))
        .holds(KeysetName.BROKER);
    KeysetFolder other =
        new KeysetFolder(folder, KeyEncryptionKey.createFile(folder.resolve("kek2")));

    assertThatExceptionOfType(KeysetException.class)
        .isThrownBy(() -> other.opener(KeysetName.BROKER))
        .withMessageContaining("wrapped with another key-encryption key");
  }

  @Test
  void aKeysetUnderAnothersNameDoesNotOpen() throws IOException {
    KeyEncryptionKey kek = KeyEncryptionKey.createFile(folder.resolve("kek"));
    KeysetFolder keysets = KeysetFolder.create(folder, kek);
    Files.copy(
        folder.resolve("gateway.keyset.json"),
        folder.resolve("executors.keyset.json"),
        StandardCopyOption.REPLACE_EXISTING);

    assertThatExceptionOfType(KeysetException.class)
        .isThrownBy(() -> keysets.opener(KeysetName.EXECUTORS))
        .withMessageContaining("executors.keyset.json");
  }

  @Test
  void theInboxIsSealedWithoutAnyKeyEncryptionKey() {
    KeysetFolder keysets =
        KeysetFolder.create(folder, KeyEncryptionKey.createFile(folder.resolve("kek")));
    KeysetFolder outsider =
        new KeysetFolder(folder, KeyEncryptionKey.createFile(folder.resolve("other-kek")));

    ByteBuffer sealed = outsider.brokerInboxSealer().seal(Secret.of("code"), DATA);

    assertThat(keysets.brokerInboxOpener().openSecret(sealed, DATA)).isEqualTo(Secret.of("code"));
  }

  @Test
  void aMissingKeysetSaysHowToMakeOne() {
    KeysetFolder empty =
        new KeysetFolder(folder, KeyEncryptionKey.createFile(folder.resolve("kek")));

    assertThat(empty.holds(KeysetName.EXECUTORS)).isFalse();
    assertThatExceptionOfType(KeysetException.class)
        .isThrownBy(() -> empty.opener(KeysetName.EXECUTORS))
        .withMessageContaining("tokenbroker keys init");
  }

  @Test
  void theKeyEncryptionKeyComesFromExactlyOneVariable() throws IOException {
    String key = Base64.getEncoder().encodeToString(new byte[32]);
    Path file = Files.writeString(folder.resolve("k"), key + "\n");

    assertThat(KeyEncryptionKey.fromEnvironment(Map.of("TOKENBROKER_KEK", key))).isNotNull();
    assertThat(KeyEncryptionKey.fromEnvironment(Map.of("TOKENBROKER_KEK_FILE", file.toString())))
        .isNotNull();
    assertRefused(Map.of(), "set exactly one of");
    assertRefused(
        Map.of("TOKENBROKER_KEK", key, "TOKENBROKER_KEK_FILE", file.toString()),
        "set exactly one of");
    assertRefused(
        Map.of("TOKENBROKER_KEK_FILE", folder.resolve("no").toString()), "could not read");
  }

  @Test
  void aWrongKeyEncryptionKeyIsRefusedWithoutShowingIt() {
    String tooShort = Base64.getEncoder().encodeToString(new byte[16]);

    assertRefused(Map.of("TOKENBROKER_KEK", tooShort), "16 bytes instead of 32");
    assertThatExceptionOfType(KeysetException.class)
        .isThrownBy(
            () -> KeyEncryptionKey.fromEnvironment(Map.of("TOKENBROKER_KEK", "not*base64*secret")))
        .withMessage("the key-encryption key in TOKENBROKER_KEK is not base64")
        .withNoCause();
  }

  private static void assertRefused(Map<String, String> environment, String message) {
    assertThatExceptionOfType(KeysetException.class)
        .isThrownBy(() -> KeyEncryptionKey.fromEnvironment(environment))
        .withMessageContaining(message);
  }
}
