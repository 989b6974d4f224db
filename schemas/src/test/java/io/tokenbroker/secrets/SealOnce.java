// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.secrets;

import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * A program for a JVM of its own: seals for the broker's inbox in the folder that it is given,
 * opens it again, and says whether the native curve was there.
 */
final class SealOnce {
  private SealOnce() {}

  public static void main(String[] arguments) {
    Path folder = Path.of(arguments[0]);
    KeysetFolder keysets =
        KeysetFolder.create(
            folder.resolve("keys"), KeyEncryptionKey.createFile(folder.resolve("kek")));
    AssociatedData data = new AssociatedData("Record", "key", "field", "");
    ByteBuffer sealed = keysets.brokerInboxSealer().seal(Secret.of("secret"), data);
    Secret opened = keysets.brokerInboxOpener().openSecret(sealed, data);
    System.out.println(
        "native: " + NativeCurve.install() + ", opened: " + opened.equals(Secret.of("secret")));
  }
}
