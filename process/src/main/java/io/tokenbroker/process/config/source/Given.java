// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.process.config.source;

/**
 * What somebody has set. Its text form does not show the value.
 *
 * @param name of the key, below the prefix; it may be unknown
 * @param text the value as it is written; elements of a list with commas between
 * @param origin where
 */
public record Given(String name, String text, Origin origin) {
  @Override
  public String toString() {
    return name + " from " + origin.place();
  }
}
