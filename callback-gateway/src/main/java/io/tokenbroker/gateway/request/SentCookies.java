// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.request;

import io.vertx.core.http.HttpServerRequest;
import java.util.Optional;

/**
 * Reads one cookie of a request (RFC 6265, 4.2.1). Vert.x's reading takes all of them apart and
 * checks every character, which of the long sealed values is a good part of a callback's work; what
 * is sealed is checked when it is opened.
 */
public final class SentCookies {
  private SentCookies() {}

  /** The first value under a name, without the quotes that it may have. */
  public static Optional<String> value(HttpServerRequest request, String name) {
    for (String line : request.headers().getAll("Cookie")) {
      Optional<String> value = value(line, name);
      if (value.isPresent()) {
        return value;
      }
    }
    return Optional.empty();
  }

  static Optional<String> value(String line, String name) {
    int start = 0;
    while (start < line.length()) {
      int semicolon = line.indexOf(';', start);
      int end = semicolon < 0 ? line.length() : semicolon;
      while (start < end && isSpace(line.charAt(start))) {
        start++;
      }
      int equals = start + name.length();
      if (equals < end && line.charAt(equals) == '=' && line.startsWith(name, start)) {
        return Optional.of(unquoted(line, equals + 1, end));
      }
      start = end + 1;
    }
    return Optional.empty();
  }

  private static String unquoted(String line, int from, int to) {
    int end = to;
    while (end > from && isSpace(line.charAt(end - 1))) {
      end--;
    }
    boolean quoted = end - from >= 2 && line.charAt(from) == '"' && line.charAt(end - 1) == '"';
    return quoted ? line.substring(from + 1, end - 1) : line.substring(from, end);
  }

  private static boolean isSpace(char c) {
    return c == ' ' || c == '\t';
  }
}
