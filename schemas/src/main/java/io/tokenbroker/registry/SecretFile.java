// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.registry;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file that holds one secret. It is read whenever the secret is needed, so that a rotated one is
 * taken up, and nothing keeps it. Immutable.
 *
 * @param path the file; a line break at its end does not count
 */
public record SecretFile(Path path) {
  private static final int MAX_BYTES = 16 * 1024;

  String read() {
    try (InputStream in = Files.newInputStream(path)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      String text = new String(bytes, StandardCharsets.UTF_8).strip();
      if (bytes.length > MAX_BYTES || text.isEmpty()) {
        throw new RegistryException(
            "the file "
                + path
                + " is empty or longer than "
                + MAX_BYTES
                + " bytes: is it the one?");
      }
      if (text.chars().anyMatch(Character::isISOControl)) {
        throw new RegistryException(
            "the file " + path + " holds more than one line: only the secret belongs in it");
      }
      return text;
    } catch (IOException e) {
      throw new RegistryException(
          "could not read the file " + path + " (" + e.getClass().getSimpleName() + ")", e);
    }
  }
}
