// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.session;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where a browser goes after its login: a path of this gateway, never another site (RFC 9700,
 * 4.11).
 *
 * @param value path, with its query, from its one slash
 */
record BackPath(String value) {
  /** Where one goes who comes from nowhere. */
  static final BackPath CONNECTIONS = new BackPath("/connections");

  private static final int MAX_LENGTH = 8 * 1024;

  private static final Pattern PLAIN =
      Pattern.compile("(/[A-Za-z0-9_~.%-]+){1,8}/?(\\?[A-Za-z0-9_~.%&=+!$'()*,;:@/?-]*)?");

  /** What a browser would read as another folder or host, as it is or encoded. */
  private static final Pattern TRAVERSAL =
      Pattern.compile("/\\.{1,2}(/|$)|%(2e|2f|5c)", Pattern.CASE_INSENSITIVE);

  private static final Pattern BROKEN_ESCAPE = Pattern.compile("%(?![0-9A-Fa-f]{2})");

  private static final List<String> PAGES =
      List.of("/connections", "/connect/", "/connection-links/", "/oauth/");

  /** Empty if it is not a page of ours that needs somebody to be logged in. */
  static Optional<BackPath> parse(String text) {
    boolean ours =
        text.length() <= MAX_LENGTH
            && PLAIN.matcher(text).matches()
            && !TRAVERSAL.matcher(text.split("\\?", 2)[0]).find()
            && !BROKEN_ESCAPE.matcher(text).find()
            && PAGES.stream().anyMatch(page -> starts(text, page));
    return ours ? Optional.of(new BackPath(text)) : Optional.empty();
  }

  private static boolean starts(String text, String page) {
    return page.endsWith("/")
        ? text.startsWith(page)
        : text.equals(page) || text.startsWith(page + "?");
  }
}
