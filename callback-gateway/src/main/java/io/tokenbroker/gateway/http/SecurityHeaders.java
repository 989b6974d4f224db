// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.http;

import io.tokenbroker.gateway.address.PublicUrl;
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
  private static final String OPENER_POLICY = "Cross-Origin-Opener-Policy";

  private final Map<String, String> headers = new LinkedHashMap<>();

  SecurityHeaders(boolean secure) {
    headers.put("Cache-Control", "no-store");
    headers.put("Referrer-Policy", "no-referrer");
    headers.put("X-Content-Type-Options", "nosniff");
    headers.put("X-Frame-Options", "DENY");
    headers.put("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
    headers.put("Cross-Origin-Resource-Policy", "same-origin");
    headers.put(
        "Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()");
    if (secure) {
      // Also behind a proxy that ends TLS: it is the browser that keeps it, for the public URL.
      headers.put("Strict-Transport-Security", "max-age=" + HSTS.toSeconds());
    }
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
      response.putHeader(OPENER_POLICY, "same-origin-allow-popups");
    }
  }

  private static boolean isFlow(String path) {
    return path.startsWith(PublicUrl.CONNECT_PATH) || path.startsWith("/oauth/");
  }
}
