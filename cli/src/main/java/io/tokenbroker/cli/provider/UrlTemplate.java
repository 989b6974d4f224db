// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.provider;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A URL with {@code {name}} in it. A value fills its place and nothing beside it: it can't end the
 * host, add a user or a query, or climb out of a path.
 */
record UrlTemplate(String text) {
  /** Filled in where a token is revoked, not where a profile is resolved. */
  private static final Set<String> LATER = Set.of("token", "client_id");

  private static final Pattern PLACE = Pattern.compile("\\{([^{}]*)\\}");
  private static final Pattern AUTHORITY_VALUE =
      Pattern.compile("[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?(:[0-9]{1,5})?");
  private static final Pattern PATH_VALUE = Pattern.compile("[A-Za-z0-9._~-]+");

  /** The variables that are named. */
  Set<String> names() {
    Set<String> names = new LinkedHashSet<>();
    Matcher matcher = PLACE.matcher(text);
    while (matcher.find()) {
      if (!LATER.contains(matcher.group(1))) {
        names.add(matcher.group(1));
      }
    }
    return names;
  }

  /**
   * The URL with values in it.
   *
   * @throws IllegalArgumentException if a value would be more than its place
   */
  String with(Map<String, String> values) {
    int start = text.indexOf("://") + 3;
    int end = endOfAuthority(start);
    StringBuilder filled = new StringBuilder();
    Matcher matcher = PLACE.matcher(text);
    int copied = 0;
    while (matcher.find()) {
      String name = matcher.group(1);
      filled.append(text, copied, matcher.start());
      if (LATER.contains(name)) {
        filled.append(matcher.group());
      } else {
        Place place = new Place(matcher.start(), matcher.end(), start, end);
        filled.append(place.checked(name, Optional.ofNullable(values.get(name)).orElseThrow()));
      }
      copied = matcher.end();
    }
    return sameHost(filled.append(text.substring(copied)).toString(), values);
  }

  /** Where a variable stands, and where the authority does. */
  private record Place(int from, int to, int start, int end) {
    String checked(String name, String value) {
      boolean inAuthority = from >= start && to <= end;
      boolean isAuthority = from == start && to == end;
      if (from < start) {
        throw new IllegalArgumentException("{" + name + "} can't stand in a URL's scheme");
      }
      boolean fits =
          inAuthority
              ? AUTHORITY_VALUE.matcher(value).matches()
                  && (isAuthority || !value.contains(":"))
                  && !value.contains("..")
              : PATH_VALUE.matcher(value).matches() && !value.matches("\\.{1,2}");
      if (!fits) {
        throw new IllegalArgumentException(
            "variable "
                + name
                + " can't be "
                + value
                + ": it would change the URL around its place");
      }
      return value;
    }
  }

  private String sameHost(String filled, Map<String, String> values) {
    String expected =
        text.substring(text.indexOf("://") + 3, endOfAuthority(text.indexOf("://") + 3));
    for (Map.Entry<String, String> value : values.entrySet()) {
      expected = expected.replace("{" + value.getKey() + "}", value.getValue());
    }
    try {
      URI uri = new URI(filled.replace("{token}", "t").replace("{client_id}", "c"));
      if (!expected.equals(uri.getRawAuthority()) || uri.getHost() == null) {
        throw new IllegalArgumentException("is no URL with the variables in it: " + filled);
      }
      return filled;
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("is no URL with the variables in it: " + filled);
    }
  }

  private int endOfAuthority(int start) {
    for (int i = start; i < text.length(); i++) {
      if ("/?#".indexOf(text.charAt(i)) >= 0) {
        return i;
      }
    }
    return text.length();
  }

  /** Whether the text looks like a URL that may be sent secrets at all. */
  boolean isUrl() {
    String lower = text.toLowerCase(Locale.ROOT);
    return lower.startsWith("https://") || lower.startsWith("http://");
  }
}
