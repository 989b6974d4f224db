// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.process.config.source;

import java.nio.file.Path;

/**
 * Where a value comes from.
 *
 * @param layer what wins over what
 * @param place {@code gateway.yaml:12} or {@code the environment}
 */
public record Origin(Layer layer, String place) {
  /** Later ones win. */
  public enum Layer {
    FILE,
    ENVIRONMENT
  }

  /** An environment variable. */
  public static final Origin ENVIRONMENT = new Origin(Layer.ENVIRONMENT, "the environment");

  /** A line of the configuration file, counted from 1. */
  public static Origin line(Path file, int line) {
    return new Origin(Layer.FILE, file + ":" + line);
  }

  /** The same layer, where the value itself is in a file of its own. */
  public Origin withValueIn(String file) {
    return new Origin(layer, "file " + file + ", named by " + place);
  }
}
