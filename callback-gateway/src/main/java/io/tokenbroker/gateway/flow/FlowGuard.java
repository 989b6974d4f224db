// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.flow;

import io.tokenbroker.gateway.browser.RefusedException;
import io.tokenbroker.gateway.page.Notice;
import io.tokenbroker.gateway.page.NoticeText;
import io.tokenbroker.gateway.request.SentCookies;
import io.tokenbroker.secrets.CannotOpenException;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Optional;

/**
 * Finds the flow that a browser is in, by the cookie that it got when the flow was started in it:
 * no other browser has it, whatever links it was sent (RFC 6749, 10.12).
 */
final class FlowGuard {
  private final FlowCookies cookies;

  FlowGuard(FlowCookies cookies) {
    this.cookies = cookies;
  }

  /**
   * The flow of this browser with one of these ids; empty if it has no cookie for any of them.
   *
   * @throws RefusedException if the first cookie is bad
   */
  Optional<Flow> flow(RoutingContext rc, List<AuthorizationId> ids) {
    for (AuthorizationId id : ids) {
      Optional<String> value = value(rc, id);
      if (value.isPresent()) {
        return Optional.of(open(id, value.get()));
      }
    }
    return Optional.empty();
  }

  /**
   * The flow of this browser with this id.
   *
   * @throws RefusedException if the browser has no cookie for it
   */
  Flow flow(RoutingContext rc, AuthorizationId id) {
    return open(id, value(rc, id).orElseThrow(FlowGuard::noCookie));
  }

  private Flow open(AuthorizationId id, String value) {
    try {
      return cookies.open(id, value);
    } catch (CannotOpenException e) {
      throw stranger("flow_cookie_invalid");
    }
  }

  /** The flow of this browser with this id, if it was started in it before. */
  Optional<Flow> former(RoutingContext rc, AuthorizationId id) {
    return value(rc, id)
        .flatMap(
            value -> {
              try {
                return Optional.of(cookies.open(id, value));
              } catch (CannotOpenException e) {
                return Optional.empty();
              }
            });
  }

  private Optional<String> value(RoutingContext rc, AuthorizationId id) {
    return SentCookies.value(rc.request(), cookies.name(id));
  }

  /** Why a browser without a cookie is refused. */
  static RefusedException noCookie() {
    return stranger("flow_cookie_missing");
  }

  private static RefusedException stranger(String reason) {
    return new RefusedException(reason, Notice.bad(400, NoticeText.OTHER_BROWSER));
  }
}
