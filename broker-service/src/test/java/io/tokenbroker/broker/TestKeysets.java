// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker;

import io.tokenbroker.secrets.KeyEncryptionKey;
import io.tokenbroker.secrets.KeysetFolder;
import java.nio.file.Path;

/** Real keysets, made for a test. */
public final class TestKeysets {
  private TestKeysets() {}

  /** Makes every keyset in a folder that exists and is empty. */
  public static KeysetFolder in(Path folder) {
    return KeysetFolder.create(
        folder.resolve("keysets"), KeyEncryptionKey.createFile(folder.resolve("kek")));
  }
}
