// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.request;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import io.tokenbroker.process.telemetry.TraceScope;
import io.tokenbroker.trace.Attribute;
import io.tokenbroker.trace.Traces;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Optional;

/**
 * The span of a request, from here to the end of the answer. Of the address it tells the route's
 * pattern: tickets, states and codes are in the rest. Thread-safe.
 */
public final class RequestTraces {
  /** The browser's way through a flow; its other routes (pages, events, log-in) are not traced. */
  public static final List<String> BROWSERS =
      List.of("/connect/:ticket", "/oauth/callback*", "/oauth/posted*", "/connections");

  private static final int SERVERS_FAULT = 500;

  private final Traces traces;

  public RequestTraces(Traces traces) {
    this.traces = traces;
  }

  /**
   * A browser's request begins a trace. Nothing that it says of one is believed, not even whether
   * it is recorded: anybody could have all recorded, or join a trace that is not theirs.
   */
  public void ofBrowser(RoutingContext rc) {
    begin(rc, Context.root());
  }

  /** A request of a caller who has been let in goes on with the caller's trace. */
  public void ofCaller(RoutingContext rc) {
    HttpServerRequest request = rc.request();
    begin(rc, traces.read(name -> Optional.ofNullable(request.getHeader(name))));
  }

  private void begin(RoutingContext rc, Context parent) {
    if (!traces.isOn()) {
      rc.next();
      return;
    }
    String method = method(rc);
    Span span =
        traces.start(SpanKind.SERVER, method, parent).setAttribute("http.request.method", method);
    RequestFacts.trace(rc, parent.with(span));
    rc.addEndHandler(done -> end(rc, span, method));
    TraceScope.run(RequestFacts.context(rc), rc::next);
  }

  private static void end(RoutingContext rc, Span span, String method) {
    int status = rc.response().getStatusCode();
    route(rc)
        .ifPresent(
            route -> span.updateName(method + " " + route).setAttribute("http.route", route));
    span.setAttribute("http.response.status_code", status);
    RequestFacts.correlation(rc).ifPresent(id -> span.setAttribute(Attribute.CORRELATION, id));
    if (status >= SERVERS_FAULT) {
      span.setStatus(StatusCode.ERROR);
    }
    span.end();
  }

  /** The pattern of a request's route. */
  public static Optional<String> route(RoutingContext rc) {
    return Optional.ofNullable(rc.currentRoute()).map(Route::getPath);
  }

  /** A request's method; one that we don't know is the client's own text. */
  public static String method(RoutingContext rc) {
    String name = rc.request().method().name();
    return switch (name) {
      case "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS" -> name;
      default -> "other";
    };
  }
}
