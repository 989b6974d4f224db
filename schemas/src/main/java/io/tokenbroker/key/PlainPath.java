// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.key;

import static java.util.regex.Pattern.CASE_INSENSITIVE;

import java.util.regex.Pattern;

/**
 * Paths that every program reads alike. Browsers, proxies and servers differ in what they make of
 * dots, doubled slashes, parameters of a segment and encoded separators, so a rule about paths must
 * not be asked about such a path: one of them would end up elsewhere.
 */
public final class PlainPath {
  /**
   * Dots as a segment; an encoded dot, slash, backslash, semicolon or percent sign; bytes that some
   * read as one of these, though UTF-8 has them not (RFC 3629, 3: overlong); a broken escape.
   */
  private static final Pattern AMBIGUOUS =
      Pattern.compile(
          "//|;|\\\\|/\\.{1,2}(?:/|$)|%(?:2e|2f|5c|3b|25|c[01]|e0%[89]|f0%8)|%(?![0-9a-f]{2})",
          CASE_INSENSITIVE);

  private PlainPath() {}

  /**
   * Whether a URL's path is one.
   *
   * @param rawPath as it is in the URL, percent-encoded (RFC 3986, 3.3)
   */
  public static boolean is(String rawPath) {
    return rawPath.startsWith("/") && !AMBIGUOUS.matcher(rawPath).find();
  }
}
