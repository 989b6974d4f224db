// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.yaml;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** A file that an operator has named, as a text. */
public final class TextFile {
  private TextFile() {}

  /**
   * Reads it.
   *
   * @throws FaultyFileException if it can't be read; the message says why, without a word of it
   */
  public static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (NoSuchFileException e) {
      throw unreadable(file, "there is no such file");
    } catch (AccessDeniedException e) {
      throw unreadable(file, "you have no right to read it");
    } catch (CharacterCodingException e) {
      throw unreadable(file, "it is not UTF-8");
    } catch (IOException e) {
      throw unreadable(
          file, Files.isDirectory(file) ? "it is a folder" : e.getClass().getSimpleName());
    }
  }

  private static FaultyFileException unreadable(Path file, String why) {
    return new FaultyFileException(file + ": could not be read: " + why);
  }
}
