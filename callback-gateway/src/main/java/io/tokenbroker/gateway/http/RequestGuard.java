// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.http;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.List;
import java.util.Optional;

/**
 * Refuses requests that another server on the way may understand otherwise (RFC 9112, 11.2), and
 * those that are meant for another host. What the decoder can't read never comes here.
 */
final class RequestGuard {
  private static final int BAD_REQUEST = 400;
  private static final int MISDIRECTED = 421;

  private final HostNames hosts;

  RequestGuard(HostNames hosts) {
    this.hosts = hosts;
  }

  /** The status with which a request is refused; empty if it is fine. */
  Optional<Integer> refusal(HttpServerRequest request) {
    if (!hasPath(request) || (request.version() != HttpVersion.HTTP_2 && isMalformed(request))) {
      return Optional.of(BAD_REQUEST);
    }
    if (HealthRoutes.isHealth(request.path()) || hosts.accept(request.authority())) {
      return Optional.empty();
    }
    return Optional.of(MISDIRECTED);
  }

  /** A CONNECT over HTTP/2 has none (RFC 9113, 8.5). */
  private static boolean hasPath(HttpServerRequest request) {
    return Optional.ofNullable(request.uri()).filter(uri -> uri.startsWith("/")).isPresent();
  }

  private static boolean isMalformed(HttpServerRequest request) {
    return request.headers().getAll("Host").size() != 1
        || request.headers().getAll("Content-Length").size() > 1
        || !isKnownCoding(request);
  }

  /** Any other coding leaves open where the body ends. */
  private static boolean isKnownCoding(HttpServerRequest request) {
    List<String> codings = request.headers().getAll("Transfer-Encoding");
    boolean isChunked = codings.size() == 1 && codings.get(0).equalsIgnoreCase("chunked");
    return codings.isEmpty() || (isChunked && request.version() == HttpVersion.HTTP_1_1);
  }
}
