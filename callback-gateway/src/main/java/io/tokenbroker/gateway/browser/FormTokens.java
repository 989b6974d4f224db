// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.browser;

import io.tokenbroker.gateway.address.Origin;
import io.tokenbroker.gateway.address.PublicUrl;
import io.tokenbroker.gateway.page.Notice;
import io.tokenbroker.gateway.page.NoticeText;
import io.tokenbroker.gateway.seal.FieldReader;
import io.tokenbroker.gateway.seal.FieldWriter;
import io.tokenbroker.gateway.seal.RandomTokens;
import io.tokenbroker.gateway.seal.SealedText;
import io.tokenbroker.secrets.AssociatedData;
import io.tokenbroker.secrets.CannotOpenException;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Lets in those forms only that a page of ours showed in this browser (cross-site request forgery):
 * a cookie with a random value, and the same value sealed in a hidden field, for one purpose. A
 * cross-site POST has neither, and one browser's field is of no use in another. Thread-safe.
 *
 * <p>{@code Sec-Fetch-Site} and {@code Origin} are looked at as well where the browser sends them.
 */
public final class FormTokens {
  /** Name of the hidden field. */
  public static final String FIELD = "form_token";

  private static final byte VERSION = 1;
  private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_-]{43}");

  private final SealedText sealed;
  private final RandomTokens tokens = new RandomTokens();
  private final boolean secure;
  private final String scheme;
  private final Optional<Origin> ours;

  public FormTokens(SealedText sealed, PublicUrl publicUrl) {
    this.sealed = sealed;
    this.secure = publicUrl.isSecure();
    this.scheme = publicUrl.value().getScheme();
    this.ours = Origin.of(publicUrl.value());
  }

  /**
   * The hidden field's value for this browser, which gets its cookie if it has none.
   *
   * @param purpose what the form does, and on what; the same when the form comes
   */
  public String issue(RoutingContext rc, String purpose) {
    String browser =
        value(rc)
            .orElseGet(
                () -> {
                  String fresh = tokens.bits256();
                  rc.response()
                      .addCookie(
                          Cookie.cookie(name(), fresh)
                              .setHttpOnly(true)
                              .setSecure(secure)
                              .setSameSite(CookieSameSite.LAX)
                              .setPath("/"));
                  return fresh;
                });
    FieldWriter out = new FieldWriter(VERSION);
    out.text(browser);
    return sealed.seal(out.bytes(), place(purpose));
  }

  /**
   * Goes on if the form is one that {@link #issue} was called for.
   *
   * @throws RefusedException if it is not
   */
  public void check(RoutingContext rc, String purpose) {
    String site = rc.request().getHeader("Sec-Fetch-Site");
    if ((site != null && !site.equals("same-origin")) || isOfAnotherOrigin(rc)) {
      throw refused("form_cross_site");
    }
    String browser = value(rc).orElseThrow(() -> refused("form_cookie_missing"));
    String field =
        Optional.ofNullable(rc.request().formAttributes().get(FIELD))
            .orElseThrow(() -> refused("form_token_missing"));
    try {
      String shown = new FieldReader(sealed.open(field, place(purpose)), VERSION).text();
      if (!MessageDigest.isEqual(bytes(shown), bytes(browser))) {
        throw refused("form_token_of_another_browser");
      }
    } catch (CannotOpenException e) {
      throw refused("form_token_invalid");
    }
  }

  /** Our own pages' forms come with {@code null}, as pages send no referrer (Fetch, 3.2.5). */
  private boolean isOfAnotherOrigin(RoutingContext rc) {
    String origin = rc.request().getHeader("Origin");
    if (origin == null || origin.equals("null")) {
      return false;
    }
    // A name of ours in http.hosts; no other site's form has that as its origin.
    boolean isOurs = origin.equals(scheme + "://" + rc.request().authority());
    return !isOurs && !Origin.parse(origin).equals(ours);
  }

  private Optional<String> value(RoutingContext rc) {
    return Optional.ofNullable(rc.request().getCookie(name()))
        .map(Cookie::getValue)
        .filter(value -> FORM.matcher(value).matches());
  }

  private String name() {
    return (secure ? "__Host-" : "") + "tb-form";
  }

  private static AssociatedData place(String purpose) {
    return new AssociatedData("FormToken", purpose, "browser", "");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static RefusedException refused(String reason) {
    return new RefusedException(reason, Notice.bad(403, NoticeText.FORM_NOT_OURS));
  }
}
