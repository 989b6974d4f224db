// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextFileTest {
  @Test
  void aFileThatIsNoTextIsRefusedWithTheReasonAndNoWordOfIt(@TempDir Path folder)
      throws IOException {
    Path latin =
        Files.write(
            folder.resolve("latin"), "schl\u00fcssel".getBytes(StandardCharsets.ISO_8859_1));

    assertRefused(latin, "it is not UTF-8");
    assertRefused(folder, "it is a folder");
    assertRefused(folder.resolve("none"), "there is no such file");
  }

  @Test
  void aTextIsReadAsItIs(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("text"), "schl\u00fcssel: 1\n");

    assertThat(TextFile.read(file)).isEqualTo("schl\u00fcssel: 1\n");
  }

  private static void assertRefused(Path file, String reason) {
    assertThatThrownBy(() -> TextFile.read(file))
        .isInstanceOf(FaultyFileException.class)
        .hasMessage(file + ": could not be read: " + reason);
  }
}
