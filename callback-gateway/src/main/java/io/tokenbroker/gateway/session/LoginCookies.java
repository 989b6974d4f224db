// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.session;

import io.tokenbroker.gateway.address.PublicUrl;
import io.tokenbroker.gateway.seal.FieldReader;
import io.tokenbroker.gateway.seal.FieldWriter;
import io.tokenbroker.gateway.seal.SealedText;
import io.tokenbroker.gateway.seal.Sha256;
import io.tokenbroker.secrets.AssociatedData;
import io.tokenbroker.secrets.CannotOpenException;
import io.tokenbroker.secrets.Secret;
import io.tokenbroker.secrets.SecretAccess;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * One cookie for each login that has begun, so that several tabs don't disturb each other. It is
 * sealed for its state: only the browser that began can end, and only with that state (RFC 6749,
 * 10.12). Plaintext, version 1: the version byte, then the fields of {@link LoginAttempt}.
 * Thread-safe.
 */
final class LoginCookies {
  private static final byte VERSION = 1;
  private static final int NAME_CHARACTERS = 16;
  private static final int MAX_LENGTH = 3_900;
  private static final Duration MAX_AGE = Duration.ofMinutes(10);

  /** More than that at once is nobody's wish, and would fill the browser's requests. */
  private static final int MAX_AT_ONCE = 6;

  private final SealedText sealed;
  private final boolean secure;

  LoginCookies(SealedText sealed, PublicUrl publicUrl) {
    this.sealed = sealed;
    this.secure = publicUrl.isSecure();
  }

  /** Gives the browser a cookie for a login with this state. */
  void set(RoutingContext rc, Secret state, LoginAttempt attempt) {
    removeIfTooMany(rc);
    String value = value(state, attempt);
    if (value.length() > MAX_LENGTH) {
      value =
          value(
              state,
              new LoginAttempt(
                  attempt.nonce(), attempt.verifier(), Optional.empty(), attempt.expiresAt()));
    }
    rc.response().addCookie(cookie(name(state), value).setMaxAge(MAX_AGE.toSeconds()));
  }

  /** The login of this browser with this state; its cookie is gone afterwards. */
  Optional<LoginAttempt> take(RoutingContext rc, Secret state) {
    String name = name(state);
    Optional<LoginAttempt> attempt =
        Optional.ofNullable(rc.request().getCookie(name))
            .flatMap(cookie -> open(state, cookie.getValue()));
    attempt.ifPresent(is -> rc.response().addCookie(cookie(name, "").setMaxAge(0)));
    return attempt;
  }

  private void removeIfTooMany(RoutingContext rc) {
    List<String> names =
        rc.request().cookies().stream()
            .map(Cookie::getName)
            .filter(name -> name.startsWith(prefix()))
            .toList();
    if (names.size() >= MAX_AT_ONCE) {
      names.forEach(name -> rc.response().addCookie(cookie(name, "").setMaxAge(0)));
    }
  }

  private String value(Secret state, LoginAttempt attempt) {
    FieldWriter out = new FieldWriter(VERSION);
    out.text(attempt.nonce().reveal(SecretAccess.get()));
    out.text(attempt.verifier().reveal(SecretAccess.get()));
    out.optional(attempt.back().map(BackPath::value));
    out.instant(attempt.expiresAt());
    return sealed.seal(out.bytes(), place(state));
  }

  private Optional<LoginAttempt> open(Secret state, String value) {
    try {
      FieldReader in = new FieldReader(sealed.open(value, place(state)), VERSION);
      return Optional.of(
          new LoginAttempt(
              Secret.of(in.text()),
              Secret.of(in.text()),
              in.optional().map(BackPath::new),
              in.instant()));
    } catch (CannotOpenException e) {
      return Optional.empty();
    }
  }

  private String prefix() {
    return (secure ? "__Host-" : "") + "tb-login-";
  }

  private String name(Secret state) {
    return prefix() + Sha256.base64Url(state).substring(0, NAME_CHARACTERS);
  }

  private Cookie cookie(String name, String value) {
    return Cookie.cookie(name, value)
        .setHttpOnly(true)
        .setSecure(secure)
        .setSameSite(CookieSameSite.LAX)
        .setPath("/");
  }

  private static AssociatedData place(Secret state) {
    return new AssociatedData("LoginCookie", Sha256.base64Url(state), "login", "");
  }
}
