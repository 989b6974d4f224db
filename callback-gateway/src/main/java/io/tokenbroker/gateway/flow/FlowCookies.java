// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.flow;

import io.tokenbroker.event.Binding;
import io.tokenbroker.gateway.address.PublicUrl;
import io.tokenbroker.gateway.seal.FieldReader;
import io.tokenbroker.gateway.seal.FieldWriter;
import io.tokenbroker.gateway.seal.SealedText;
import io.tokenbroker.key.TokenKey;
import io.tokenbroker.secrets.AssociatedData;
import io.tokenbroker.secrets.CannotOpenException;
import io.tokenbroker.secrets.Secret;
import io.tokenbroker.secrets.SecretAccess;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import java.net.URI;
import java.time.Duration;

/**
 * One cookie for each flow, so that several tabs don't disturb each other. It is sealed for its
 * authorization id: a cookie of another flow under this flow's name does not open. Plaintext,
 * version 3: the version byte, then the fields of {@link Flow} without its id. Thread-safe.
 *
 * <p>SameSite is Lax: the callback is a top-level navigation from the provider's site, on which
 * Strict would hold the cookie back. It is None where the provider posts a form, which goes without
 * a Lax cookie. Over plain http (loopback only) there is neither Secure nor the {@code __Host-}
 * prefix, which demands it, nor None.
 */
final class FlowCookies {
  private static final byte VERSION = 3;
  private static final Duration MAX_AGE = Duration.ofMinutes(15);
  private static final int NAME_CHARACTERS = 16;

  /** Browsers keep 4096 bytes of name, value and attributes; the attributes take about 100. */
  private static final int MAX_LENGTH = 3_900;

  private final SealedText sealed;
  private final boolean secure;

  FlowCookies(SealedText sealed, PublicUrl publicUrl) {
    this.sealed = sealed;
    this.secure = publicUrl.isSecure();
  }

  String name(AuthorizationId id) {
    return (secure ? "__Host-" : "") + "tb-" + id.value().substring(0, NAME_CHARACTERS);
  }

  /** Whether a browser would keep the cookie. */
  boolean fits(Flow flow) {
    return name(flow.id()).length() + value(flow).length() <= MAX_LENGTH;
  }

  /**
   * The cookie.
   *
   * @param crossSite whether the callback comes as a form from the provider's site
   */
  Cookie cookie(Flow flow, boolean crossSite) {
    return Cookie.cookie(name(flow.id()), value(flow))
        .setHttpOnly(true)
        .setSecure(secure)
        .setSameSite(crossSite && secure ? CookieSameSite.NONE : CookieSameSite.LAX)
        .setPath("/")
        .setMaxAge(MAX_AGE.toSeconds());
  }

  /**
   * Opens a cookie's value.
   *
   * @throws CannotOpenException if it is not the cookie of this authorization
   */
  Flow open(AuthorizationId id, String value) {
    FieldReader in = new FieldReader(sealed.open(value, place(id)), VERSION);
    return new Flow(
        id,
        TokenKey.parse(in.text()),
        in.optional().map(URI::create).map(ReturnUrl::new),
        in.instant(),
        in.optional(),
        in.number(),
        new CallbackTerms(new ParameterNames(in.map()), in.texts()),
        Binding.valueOf(in.text()),
        Secret.of(in.text()),
        in.number() == 1);
  }

  private String value(Flow flow) {
    FieldWriter out = new FieldWriter(VERSION);
    out.text(flow.key().toString());
    out.optional(flow.returnUrl().map(url -> url.value().toString()));
    out.instant(flow.expiresAt());
    out.optional(flow.issuer());
    out.number(flow.connectorRevision());
    out.map(flow.callback().names().own());
    out.texts(flow.callback().kept());
    out.text(flow.binding().name());
    out.text(flow.confirmation().reveal(SecretAccess.get()));
    out.number(flow.newTab() ? 1 : 0);
    return sealed.seal(out.bytes(), place(flow.id()));
  }

  private static AssociatedData place(AuthorizationId id) {
    return new AssociatedData("FlowCookie", id.value(), "flow", "");
  }
}
