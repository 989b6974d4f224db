// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.process.config.source;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file that somebody has named, and that may be none. */
public final class PlainFile {
  private PlainFile() {}

  /**
   * Reads a text in UTF-8.
   *
   * @param maxBytes how long it may be
   * @throws IOException if it can't be read; the message says why, without a word of the text
   */
  public static String read(Path file, int maxBytes) throws IOException {
    if (Files.isDirectory(file)) {
      throw new IOException("it is a folder");
    }
    if (!Files.exists(file)) {
      throw new IOException("there is no such file");
    }
    if (!Files.isRegularFile(file)) {
      // A pipe that nobody writes to would be waited for without end.
      throw new IOException("it is no regular file");
    }
    if (!Files.isReadable(file)) {
      throw new IOException("the process has no right to read it");
    }
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(maxBytes + 1);
      if (bytes.length > maxBytes) {
        throw new IOException("it is longer than " + maxBytes / 1024 + " KiB");
      }
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new IOException("it is not UTF-8", e);
    }
  }
}
