// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.request;

import io.opentelemetry.context.Context;
import io.tokenbroker.trace.Correlation;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;

/**
 * What routes tell about their request, for the log and for traces; nothing of it is secret. It
 * belongs to the request, not to the thread that many requests share.
 */
public final class RequestFacts {
  private static final String ADDRESS = "tokenbroker.address";
  private static final String CALLER = "tokenbroker.caller-id";
  private static final String CORRELATION = "tokenbroker.correlation-id";

  private static final String TRACE = "tokenbroker.trace";

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

  /** The trace that the request is part of. */
  static void trace(RoutingContext rc, Context trace) {
    rc.put(TRACE, trace);
  }

  /** The request's trace and correlation id, as far as there are any yet. */
  public static Context context(RoutingContext rc) {
    Context trace = Optional.<Context>ofNullable(rc.get(TRACE)).orElseGet(Context::root);
    return Correlation.with(trace, correlation(rc));
  }
}
