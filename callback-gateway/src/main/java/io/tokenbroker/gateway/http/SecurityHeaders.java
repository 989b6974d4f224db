// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.http;

import io.tokenbroker.gateway.address.PublicUrl;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Headers that every answer has, those to refused requests too. A route may set one anew: pages
 * have a policy of their own. Addresses here hold secrets, so no cache may keep them and no other
 * site is told.
 */
final class SecurityHeaders {
  private static final Duration HSTS = Duration.ofDays(365);
  private static final CharSequence OPENER_POLICY =
      HttpHeaders.createOptimized("Cross-Origin-Opener-Policy");
  private static final CharSequence OPENER_POPUPS =
      HttpHeaders.createOptimized("same-origin-allow-popups");

  /** In the form that is written out as it is: every answer has them. */
  private final Map<CharSequence, CharSequence> headers = new LinkedHashMap<>();

  SecurityHeaders(boolean secure) {
    put("Cache-Control", "no-store");
    put("Referrer-Policy", "no-referrer");
    put("X-Content-Type-Options", "nosniff");
    put("X-Frame-Options", "DENY");
    put("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
    put("Cross-Origin-Resource-Policy", "same-origin");
    put("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()");
    if (secure) {
      // Also behind a proxy that ends TLS: it is the browser that keeps it, for the public URL.
      put("Strict-Transport-Security", "max-age=" + HSTS.toSeconds());
    }
  }

  private void put(String name, String value) {
    headers.put(HttpHeaders.createOptimized(name), HttpHeaders.createOptimized(value));
  }

  void putOn(HttpServerResponse response) {
    headers.forEach(response::putHeader);
  }

  /**
   * The same, with the opener policy. A flow's pages have none: one in a tab of its own would lose
   * the right to close it, which a browser gives to a tab that a script opened only.
   */
  void putOn(HttpServerResponse response, String path) {
    putOn(response);
    if (!isFlow(path)) {
      response.putHeader(OPENER_POLICY, OPENER_POPUPS);
    }
  }

  private static boolean isFlow(String path) {
    return path.startsWith(PublicUrl.CONNECT_PATH) || path.startsWith("/oauth/");
  }
}
