// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.api;

import io.tokenbroker.gateway.access.Action;
import io.tokenbroker.gateway.request.RequestTraces;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.Set;
import java.util.function.Function;

/** The routes under {@code /v1}: each needs a caller who may use it. Thread-safe. */
public final class ApiRoutes {
  /** Every path of the API starts with this. */
  public static final String PREFIX = "/v1/";

  private static final int MAX_BODY_BYTES = 32 * 1024;

  private final OpenApiDocument document = new OpenApiDocument();
  private final ApiAuthenticator authenticator;
  private final RequestTraces traces;
  private final AuthorizationsApi authorizations;
  private final DeviceApi devices;
  private final ConfirmApi confirm;
  private final ConnectorsApi list;
  private final GrantApi grants;
  private final ConnectionLinksApi connectionLinks;

  public ApiRoutes(ApiParts parts) {
    ConnectorLookup connectors = new ConnectorLookup(parts.connectors());
    ObtainCommands commands =
        new ObtainCommands(parts.events(), parts.brokerInbox(), parts.clock());
    this.authenticator = new ApiAuthenticator(parts.keys(), parts.tokens());
    this.traces = parts.traces();
    this.authorizations =
        new AuthorizationsApi(connectors, parts.links(), commands, parts.replies());
    this.devices = new DeviceApi(connectors, commands, parts.replies(), parts.deviceWait());
    this.confirm =
        new ConfirmApi(
            parts.codes(),
            parts.commands(),
            parts.answerWait(),
            parts.brokerInbox(),
            parts.clock());
    this.list = new ConnectorsApi(parts.connectors());
    this.grants = new GrantApi(connectors, parts.commands(), parts.answerWait());
    this.connectionLinks = new ConnectionLinksApi(parts.connectionLinks());
  }

  /**
   * The API's description, and each route with what its caller has to be allowed, of which the
   * route looks at the rest.
   */
  public void mount(Router router) {
    document.mount(router);
    Mount api = new Mount(router);
    String connector = PREFIX + "connectors/:connector/";
    String authorization = PREFIX + "authorizations/:id";
    api.get(PREFIX + "connectors", list::list, Action.values());
    api.post(connector + "authorizations", authorizations::start, Action.START);
    api.post(connector + "device-authorizations", devices::start, Action.START);
    api.get(connector + "grant", grants::describe, Action.READ);
    api.post(connector + "disconnect", grants::disconnect, Action.DISCONNECT);
    api.get(authorization, authorizations::read, Action.READ);
    api.post(authorization + "/confirm", confirm::confirm, Action.START);
    api.post(PREFIX + "connection-links", connectionLinks::create, Action.START);
  }

  /** Mounts routes behind the authenticator. */
  private final class Mount {
    private final Router router;
    private final BodyHandler body = BodyHandler.create(false).setBodyLimit(MAX_BODY_BYTES);

    private Mount(Router router) {
      this.router = router;
    }

    private void get(String path, Function<RoutingContext, Future<Void>> route, Action... actions) {
      mount(HttpMethod.GET, path, route, Set.of(actions));
    }

    private void post(
        String path, Function<RoutingContext, Future<Void>> route, Action... actions) {
      mount(HttpMethod.POST, path, route, Set.of(actions));
    }

    private void mount(
        HttpMethod method,
        String path,
        Function<RoutingContext, Future<Void>> route,
        Set<Action> actions) {
      // A route of its own, so that no body is read for somebody who is not let in.
      router.route(method, path).handler(rc -> authenticator.require(rc, actions));
      router.route(method, path).handler(traces::ofCaller);
      router.route(method, path).handler(body).handler(Mount::requireBodyIsThere);
      router.route(method, path).handler(rc -> route.apply(rc).onFailure(rc::fail));
    }

    /** A form of several parts is taken apart and leaves no body, which is not to say nothing. */
    private static void requireBodyIsThere(RoutingContext rc) {
      if (rc.body().isEmpty() && rc.request().bytesRead() > 0) {
        throw ProblemCode.INVALID_REQUEST.because("The body is not a JSON object.");
      }
      rc.next();
    }
  }
}
