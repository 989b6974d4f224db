// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.http;

import io.tokenbroker.gateway.api.ApiRoutes;
import io.tokenbroker.gateway.limit.LimitedAction;
import io.tokenbroker.gateway.limit.RateLimits;
import io.tokenbroker.gateway.request.RequestFacts;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;

/** Counts requests by where they come from, before a route looks at them. */
final class AddressLimits {
  private final RateLimits limits;

  AddressLimits(RateLimits limits) {
    this.limits = limits;
  }

  void handle(RoutingContext rc) {
    limits.putOn(rc);
    String address = RequestFacts.address(rc).orElse("");
    // As the router reads it: the same route can be spelled in many ways.
    String path = withoutSlashAtItsEnd(rc.normalizedPath());
    action(path)
        .ifPresentOrElse(
            action -> limits.countAddress(action, address), () -> limits.checkFailures(address));
    rc.next();
  }

  private static String withoutSlashAtItsEnd(String path) {
    int end = path.length();
    while (end > 0 && path.charAt(end - 1) == '/') {
      end--;
    }
    return path.substring(0, end);
  }

  /** All that is no API is a browser's. */
  private static Optional<LimitedAction> action(String path) {
    if (!path.startsWith(ApiRoutes.PREFIX)) {
      return Optional.of(LimitedAction.CALLBACK);
    }
    if (path.endsWith("authorizations")) {
      return Optional.of(LimitedAction.START);
    }
    if (path.endsWith("/grant")) {
      return Optional.of(LimitedAction.DESCRIBE);
    }
    return path.endsWith("/disconnect") ? Optional.of(LimitedAction.DISCONNECT) : Optional.empty();
  }
}
