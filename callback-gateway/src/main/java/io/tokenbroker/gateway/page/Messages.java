// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.page;

import io.vertx.ext.web.LanguageHeader;
import io.vertx.ext.web.RoutingContext;
import java.text.MessageFormat;
import java.util.List;
import java.util.Locale;
import java.util.MissingResourceException;
import java.util.ResourceBundle;

/** The texts of pages in one language. Immutable. */
public final class Messages {
  private static final String BUNDLE = "io.tokenbroker.gateway.page.messages";

  private final ResourceBundle bundle;

  private Messages(Locale locale) {
    this.bundle =
        ResourceBundle.getBundle(
            BUNDLE,
            locale,
            ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES));
  }

  /** In the language that the browser prefers; English where we don't have it. */
  static Messages of(RoutingContext rc) {
    List<LanguageHeader> preferred = rc.acceptableLanguages();
    return in(preferred.isEmpty() ? Locale.ENGLISH : Locale.forLanguageTag(preferred.get(0).tag()));
  }

  static Messages in(Locale locale) {
    return new Messages(locale);
  }

  /** The language's tag, for the page's {@code lang}. */
  public String language() {
    Locale locale = bundle.getLocale();
    return locale.getLanguage().isEmpty() ? "en" : locale.toLanguageTag();
  }

  /** A text without arguments. */
  public String get(String key) {
    return get(key, List.of());
  }

  /** A text with its arguments filled in; not escaped. */
  public String get(String key, List<String> arguments) {
    return new MessageFormat(bundle.getString(key), bundle.getLocale()).format(arguments.toArray());
  }

  /** Whether there is such a text. */
  public boolean has(String key) {
    try {
      return !bundle.getString(key).isEmpty();
    } catch (MissingResourceException e) {
      return false;
    }
  }
}
