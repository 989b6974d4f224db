// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.standalone.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenbroker.key.TokenKey;
import io.tokenbroker.secrets.AssociatedData;
import io.tokenbroker.secrets.KeysetName;
import io.tokenbroker.secrets.SealedField;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DataFolderTest {
  private static final AssociatedData DATA =
      SealedField.grantState(TokenKey.personal("demo", "demo", "you"));

  private final DataFolder folder;

  DataFolderTest(@TempDir Path root) {
    this.folder = new DataFolder(root);
  }

  @Test
  void aLaterStartOpensWhatTheFirstOneSealed() throws Exception {
    ByteBuffer sealed = folder.openKeysets().sealer(KeysetName.BROKER).seal(bytes("a"), DATA);

    byte[] opened = folder.openKeysets().opener(KeysetName.BROKER).open(sealed, DATA);

    assertThat(opened).isEqualTo(bytes("a"));
  }

  @Test
  void keysThatAKilledStartLeftUnfinishedAreMadeAnew() throws IOException {
    Path unfinished = Files.createDirectories(folder.root().resolve("keys.unfinished"));
    Files.writeString(unfinished.resolve("broker.keyset.json"), "half");

    folder.openKeysets();

    assertThat(folder.keysets()).isNotEmptyDirectory();
    assertThat(unfinished).doesNotExist();
  }

  @Test
  void theDemoClientsSecretStaysTheSame() {
    assertThat(folder.demoClientSecret())
        .hasSizeGreaterThan(40)
        .isEqualTo(new DataFolder(folder.root()).demoClientSecret());
  }

  @Test
  void nobodyElseMayEnter() throws IOException {
    folder.makePrivate();

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.root())))
        .isEqualTo("rwx------");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
