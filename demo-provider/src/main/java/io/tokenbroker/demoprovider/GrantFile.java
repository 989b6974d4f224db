// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.demoprovider;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.DateTimeException;

/**
 * The grants on disk, so that they survive a killed process: one JSON document ({@link
 * GrantDocument}), written beside the file, forced to the disk and moved into its place. Not
 * thread-safe.
 */
final class GrantFile {

  private final Path path;
  private final Path draft;

  GrantFile(Path path) {
    this.path = path.toAbsolutePath();
    this.draft = this.path.resolveSibling(this.path.getFileName() + ".tmp");
  }

  /**
   * Reads the file; there is nothing in one that does not exist.
   *
   * @throws UncheckedIOException if it cannot be read
   * @throws IllegalStateException if it is not what {@link #save} wrote
   */
  GrantDocument load() {
    try {
      if (!Files.exists(path)) {
        return GrantDocument.empty();
      }
      return GrantDocument.fromJson(new JsonObject(Files.readString(path)));
    } catch (IOException e) {
      throw new UncheckedIOException("Could not read the demo provider's grants from " + path, e);
    } catch (DecodeException
        | DateTimeException
        | ClassCastException
        | IllegalArgumentException e) {
      // The parser's message would quote the file, so only its kind is passed on.
      throw new IllegalStateException(
          "Could not read the demo provider's grants from "
              + path
              + ": it is no document of version 1 to "
              + GrantDocument.VERSION
              + " ("
              + e.getClass().getSimpleName()
              + "). Delete the file to start without grants.");
    }
  }

  /** Replaces the file's content; when this returns, a killed process cannot lose it. */
  void save(GrantDocument document) {
    try {
      Files.createDirectories(path.resolveSibling(""));
      ByteBuffer bytes =
          ByteBuffer.wrap(document.toJson().encode().getBytes(StandardCharsets.UTF_8));
      try (FileChannel channel =
          FileChannel.open(
              draft,
              StandardOpenOption.CREATE,
              StandardOpenOption.WRITE,
              StandardOpenOption.TRUNCATE_EXISTING)) {
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(true);
      }
      Files.move(draft, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Could not write the demo provider's grants to "
              + path
              + ": check that the folder exists, is writable and has space left",
          e);
    }
  }
}
