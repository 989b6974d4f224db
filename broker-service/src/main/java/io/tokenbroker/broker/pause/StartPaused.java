// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.pause;

import java.util.Locale;

/** When a broker starts with its provider calls held back. */
public enum StartPaused {
  /** Never, wherever it finds itself: whoever restores a backup has to see to it. */
  NEVER,
  /** Where the grants are a copy: in another cluster than their home, or with no home at all. */
  RESTORED,
  /** Always: until an operator resumes after its start. */
  ALWAYS;

  /**
   * Reads a setting.
   *
   * @throws IllegalArgumentException if it is none of them
   */
  public static StartPaused parse(String text) {
    return valueOf(text.toUpperCase(Locale.ROOT));
  }
}
