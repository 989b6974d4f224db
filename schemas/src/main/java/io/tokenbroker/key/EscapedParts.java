// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.key;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The one escaped form of a list of names: parts joined by {@code /}, every byte of their UTF-8
 * form that is not a letter, a digit or one of {@code -._~@} written as {@code %XX} in upper case.
 * Exactly one text stands for a list of names, so two different texts are never the same key.
 */
final class EscapedParts {
  static final int MAX_PART_BYTES = 255;
  private static final String PLAIN = "-._~@";
  private static final char[] HEX = "0123456789ABCDEF".toCharArray();

  private EscapedParts() {}

  static String join(List<String> parts) {
    StringBuilder text = new StringBuilder();
    for (String part : parts) {
      if (text.length() > 0) {
        text.append('/');
      }
      if (isPlain(part)) {
        text.append(part);
      } else {
        appendEscaped(text, part);
      }
    }
    return text.toString();
  }

  static List<String> split(String text) {
    List<String> parts = new ArrayList<>();
    boolean isCanonical = true;
    for (String escaped : text.split("/", -1)) {
      isCanonical &= isPlain(escaped);
      parts.add(unescape(escaped, text));
    }
    if (!isCanonical && !join(parts).equals(text)) {
      throw new IllegalArgumentException("not in canonical escaped form: " + abbreviate(text));
    }
    return parts;
  }

  /** Checks a name and returns it. */
  static String checked(String what, String name) {
    if (name.isEmpty()) {
      throw new IllegalArgumentException(what + " is empty");
    }
    int length;
    try {
      length = isPlain(name) ? name.length() : utf8(name).length;
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          what + " is not valid Unicode: it holds half a character", e);
    }
    if (length > MAX_PART_BYTES) {
      throw new IllegalArgumentException(
          what + " is longer than " + MAX_PART_BYTES + " bytes of UTF-8: " + abbreviate(name));
    }
    return name;
  }

  private static void appendEscaped(StringBuilder text, String part) {
    for (byte b : utf8(part)) {
      if (isPlain(b)) {
        text.append((char) b);
      } else {
        text.append('%').append(HEX[(b >> 4) & 0xF]).append(HEX[b & 0xF]);
      }
    }
  }

  /** Whether a name is its own escaped form, as nearly all are. */
  private static boolean isPlain(String name) {
    for (int i = 0; i < name.length(); i++) {
      if (!isPlain(name.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isPlain(int c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || PLAIN.indexOf(c) >= 0;
  }

  private static String unescape(String escaped, String whole) {
    if (isPlain(escaped)) {
      return escaped;
    }
    ByteBuffer bytes = ByteBuffer.allocate(escaped.length() * 3);
    for (int i = 0; i < escaped.length(); i++) {
      char c = escaped.charAt(i);
      if (c > 0x7F) {
        throw new IllegalArgumentException("not in canonical escaped form: " + abbreviate(whole));
      }
      if (c != '%') {
        bytes.put((byte) c);
      } else {
        int high = i + 2 < escaped.length() ? Character.digit(escaped.charAt(i + 1), 16) : -1;
        int low = high >= 0 ? Character.digit(escaped.charAt(i + 2), 16) : -1;
        if (low < 0) {
          throw new IllegalArgumentException("broken escape in " + abbreviate(whole));
        }
        bytes.put((byte) (high * 16 + low));
        i += 2;
      }
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .decode(bytes.flip())
          .toString();
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("escapes are not UTF-8 in " + abbreviate(whole), e);
    }
  }

  private static byte[] utf8(String text) {
    try {
      ByteBuffer encoded =
          StandardCharsets.UTF_8
              .newEncoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .encode(CharBuffer.wrap(text));
      byte[] bytes = new byte[encoded.remaining()];
      encoded.get(bytes);
      return bytes;
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("not valid Unicode", e);
    }
  }

  private static String abbreviate(String text) {
    return text.length() <= 80 ? text : text.substring(0, 80) + "...";
  }
}
