// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.process.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What the docs say of the configuration is what the processes read. */
class ReferencePageTest {
  private static final Path FILE = Path.of("..", "docs", "configuration.md");

  @Test
  void theReferencePageIsThatOfTheModels() throws IOException {
    String page = ReferencePage.text(Models.documented());
    if (Boolean.getBoolean("tokenbroker.writeDocs")) {
      Files.writeString(FILE, page);
    }

    assertThat(Files.readString(FILE)).isEqualTo(page);
  }
}
