// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.standalone.kafka;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * Holds a data folder for one process: the operating system lets go of it when the process dies,
 * however it dies. The lock's file stays behind, since removing it would race with the next owner.
 */
public final class FolderLock implements AutoCloseable {
  private final FileChannel channel;

  private FolderLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Makes the folder if it is missing and takes it.
   *
   * @param fileName the lock's file in the folder
   * @throws EmbeddedKafkaException if the folder cannot be written or is in use
   */
  public static FolderLock take(Path folder, String fileName) {
    try {
      Files.createDirectories(folder);
      FileChannel channel =
          FileChannel.open(
              folder.resolve(fileName), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (lock(channel).isEmpty()) {
        channel.close();
        throw new EmbeddedKafkaException(
            "The data folder "
                + folder
                + " is in use by another process. Stop that one, or choose another folder.");
      }
      return new FolderLock(channel);
    } catch (IOException e) {
      throw new EmbeddedKafkaException(
          "The data folder "
              + folder
              + " cannot be written ("
              + e
              + "). Choose another folder, or make it writable for this user.",
          e);
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new EmbeddedKafkaException("The lock of a data folder could not be released", e);
    }
  }

  private static Optional<FileLock> lock(FileChannel channel) throws IOException {
    try {
      return Optional.ofNullable(channel.tryLock());
    } catch (OverlappingFileLockException e) {
      return Optional.empty();
    }
  }
}
