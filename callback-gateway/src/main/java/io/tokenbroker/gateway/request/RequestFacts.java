// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.request;

import io.vertx.ext.web.RoutingContext;
import java.util.Optional;

/** What routes tell about their request for the access log; nothing of it is secret. */
public final class RequestFacts {
  private static final String ADDRESS = "tokenbroker.address";
  private static final String CALLER = "tokenbroker.caller-id";
  private static final String CORRELATION = "tokenbroker.correlation-id";

  private RequestFacts() {}

  /** Where the request came from, as the limits count it. */
  public static void address(RoutingContext rc, String address) {
    rc.put(ADDRESS, address);
  }

  public static Optional<String> address(RoutingContext rc) {
    return Optional.ofNullable(rc.get(ADDRESS));
  }

  /** Who called: an API key's id, or a person's name. */
  public static void caller(RoutingContext rc, String id) {
    rc.put(CALLER, id);
  }

  public static Optional<String> caller(RoutingContext rc) {
    return Optional.ofNullable(rc.get(CALLER));
  }

  /** Authorization id, or a command's correlation id: what finds the same thing in other logs. */
  public static void correlation(RoutingContext rc, String id) {
    rc.put(CORRELATION, id);
  }

  public static Optional<String> correlation(RoutingContext rc) {
    return Optional.ofNullable(rc.get(CORRELATION));
  }
}
