// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.page;

import io.vertx.ext.web.RoutingContext;
import java.text.MessageFormat;
import java.util.List;
import java.util.Locale;
import java.util.MissingResourceException;
import java.util.Optional;
import java.util.ResourceBundle;
import java.util.regex.Pattern;

/** The texts of pages in one language. Immutable. */
public final class Messages {
  /** The languages that there are texts in; the first where a browser wants none of them. */
  static final List<Locale> LANGUAGES = List.of(Locale.ENGLISH, Locale.GERMAN);

  private static final String BUNDLE = "io.tokenbroker.gateway.page.messages";
  private static final int LONGEST_HEADER = 512;

  /** Much longer than a tag is (RFC 5646, 4.4.1): lookup takes ever longer with its length. */
  private static final Pattern LONG_TAG = Pattern.compile("[^,]{65}");

  private final ResourceBundle bundle;
  private final Locale locale;

  private Messages(Locale locale) {
    this.locale = locale;
    this.bundle =
        ResourceBundle.getBundle(
            BUNDLE,
            locale,
            ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES));
  }

  /** In the language that the browser likes best among those that there are. */
  static Messages of(RoutingContext rc) {
    return in(negotiated(Optional.ofNullable(rc.request().getHeader("Accept-Language"))));
  }

  /**
   * The language for an {@code Accept-Language} header (RFC 9110, 12.5.4), by lookup (RFC 4647,
   * 3.4). English where the header names none that there is, or can't be read.
   */
  static Locale negotiated(Optional<String> header) {
    try {
      return header
          .filter(text -> !text.isBlank() && text.length() <= LONGEST_HEADER)
          .filter(text -> !LONG_TAG.matcher(text).find())
          .map(text -> Locale.lookup(Locale.LanguageRange.parse(text), LANGUAGES))
          .orElse(LANGUAGES.get(0));
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      // The JDK's parser fails over a tag of hyphens only with the second.
      return LANGUAGES.get(0);
    }
  }

  static Messages in(Locale locale) {
    return new Messages(locale);
  }

  /** The language's tag, for the page's {@code lang}. */
  public String language() {
    return locale.toLanguageTag();
  }

  /** A text without arguments. */
  public String get(String key) {
    return get(key, List.of());
  }

  /** A text with its arguments filled in; not escaped. */
  public String get(String key, List<String> arguments) {
    return new MessageFormat(bundle.getString(key), locale).format(arguments.toArray());
  }

  /** Whether there is such a text. */
  public boolean has(String key) {
    try {
      return !bundle.getString(key).isEmpty();
    } catch (MissingResourceException e) {
      return false;
    }
  }

  /** What a reason's code means for a person; of an unknown code, what can be said of all. */
  public String reason(Optional<String> code) {
    return get(
        code.map(known -> "reason." + known).filter(this::has).orElse("reason.other"), List.of());
  }

  /** What a grant's state means for a person. */
  public String state(String state) {
    String key = "state." + state;
    return get(has(key) ? key : "state.unknown");
  }
}
