// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.yaml;

/**
 * Where a value stands. It stays with the value when two files are merged.
 *
 * @param file as messages name it
 * @param line from 1
 * @param path the keys that lead to it, joined by dots; empty for the whole file
 */
public record Place(String file, int line, String path) {
  /** The place of an entry of this mapping. */
  Place key(String key, int keyLine) {
    return new Place(file, keyLine, path.isEmpty() ? key : path + "." + key);
  }

  /** A complaint about this place. */
  FaultyFileException fault(String message) {
    return new FaultyFileException(
        file + ":" + line + ": " + (path.isEmpty() ? "" : path + ": ") + message);
  }
}
