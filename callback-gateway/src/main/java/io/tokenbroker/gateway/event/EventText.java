// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.event;

/** Shortens what others have written to what an event may hold. */
public final class EventText {
  private EventText() {}

  /**
   * Cuts without leaving half a character at the end.
   *
   * @param length at most, in UTF-16 units; from 1
   */
  public static String cut(String text, int length) {
    if (text.length() <= length) {
      return text;
    }
    boolean splits = Character.isHighSurrogate(text.charAt(length - 1));
    return text.substring(0, splits ? length - 1 : length);
  }
}
