// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.session;

import io.tokenbroker.gateway.address.PublicUrl;
import io.tokenbroker.gateway.request.SentCookies;
import io.tokenbroker.gateway.seal.FieldReader;
import io.tokenbroker.gateway.seal.FieldWriter;
import io.tokenbroker.gateway.seal.SealedText;
import io.tokenbroker.secrets.AssociatedData;
import io.tokenbroker.secrets.CannotOpenException;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Sessions as sealed cookies: nothing is stored, any gateway opens them. Plaintext, version 2: the
 * version byte, then the fields of {@link Session} in their order. Each login makes a new one, so a
 * value that was there before is of no use. Thread-safe.
 *
 * <p>Over plain http (loopback only) there is neither Secure nor the {@code __Host-} prefix, which
 * demands it.
 */
public final class SessionCookies {
  private static final byte VERSION = 2;
  private static final AssociatedData PLACE = new AssociatedData("Session", "", "cookie", "");

  private final SealedText sealed;
  private final boolean secure;
  private final Optional<Instant> endedBefore;
  private final Clock clock;

  /**
   * @param endedBefore sessions that had begun before are over
   */
  public SessionCookies(
      SealedText sealed, PublicUrl publicUrl, Optional<Instant> endedBefore, Clock clock) {
    this.sealed = sealed;
    this.secure = publicUrl.isSecure();
    this.endedBefore = endedBefore;
    this.clock = clock;
  }

  /** The cookie's name. */
  public String name() {
    return (secure ? "__Host-" : "") + "tb-session";
  }

  /** The cookie's value for a session. */
  public String value(Session session) {
    FieldWriter out = new FieldWriter(VERSION);
    out.text(session.kind().name());
    out.text(session.tenant());
    out.text(session.user());
    out.optional(session.name());
    out.text(session.shared().name());
    out.texts(session.aliases());
    out.optional(session.returnUrl());
    out.instant(session.begunAt());
    out.instant(session.expiresAt());
    return sealed.seal(out.bytes(), PLACE);
  }

  /** Gives the browser this session, in the place of any other. */
  public void set(RoutingContext rc, Session session) {
    Duration left = Duration.between(clock.instant(), session.expiresAt());
    rc.response().addCookie(cookie(value(session)).setMaxAge(Math.max(1, left.toSeconds())));
  }

  /** Ends the browser's session. */
  public void clear(RoutingContext rc) {
    rc.response().addCookie(cookie("").setMaxAge(0));
  }

  /** The browser's session, unless there is none, or it has ended, or is not one of ours. */
  public Optional<Session> current(RoutingContext rc) {
    return SentCookies.value(rc.request(), name())
        .flatMap(this::open)
        .filter(session -> clock.instant().isBefore(session.expiresAt()))
        .filter(session -> endedBefore.filter(session.begunAt()::isBefore).isEmpty());
  }

  private Optional<Session> open(String value) {
    try {
      FieldReader in = new FieldReader(sealed.open(value, PLACE), VERSION);
      return Optional.of(
          new Session(
              Session.Kind.valueOf(in.text()),
              in.text(),
              in.text(),
              in.optional(),
              Session.SharedGrants.valueOf(in.text()),
              in.texts(),
              in.optional(),
              in.instant(),
              in.instant()));
    } catch (CannotOpenException e) {
      return Optional.empty();
    }
  }

  private Cookie cookie(String value) {
    return Cookie.cookie(name(), value)
        .setHttpOnly(true)
        .setSecure(secure)
        .setSameSite(CookieSameSite.LAX)
        .setPath("/");
  }
}
