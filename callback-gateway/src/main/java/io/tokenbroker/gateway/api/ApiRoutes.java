// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.api;

import io.tokenbroker.gateway.access.ApiScope;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.function.Function;

/** The routes under {@code /v1}: each needs an API key with its scope. Thread-safe. */
public final class ApiRoutes {
  /** Every path of the API starts with this. */
  public static final String PREFIX = "/v1/";

  private static final int MAX_BODY_BYTES = 32 * 1024;

  private final ApiAuthenticator authenticator;
  private final AuthorizationsApi authorizations;
  private final DeviceApi devices;
  private final DisconnectApi disconnect;
  private final ConnectionLinksApi connectionLinks;

  public ApiRoutes(ApiParts parts) {
    ConnectorLookup connectors = new ConnectorLookup(parts.connectors());
    this.authenticator = new ApiAuthenticator(parts.keys());
    ObtainCommands commands =
        new ObtainCommands(parts.events(), parts.brokerInbox(), parts.clock());
    this.authorizations =
        new AuthorizationsApi(connectors, parts.links(), commands, parts.replies());
    this.devices = new DeviceApi(connectors, commands, parts.replies(), parts.deviceWait());
    this.disconnect = new DisconnectApi(connectors, parts.commands(), parts.answerWait());
    this.connectionLinks = new ConnectionLinksApi(parts.connectionLinks());
  }

  public void mount(Router router) {
    BodyHandler body = BodyHandler.create(false).setBodyLimit(MAX_BODY_BYTES);
    String connector = PREFIX + "connectors/:connector/";
    mount(
        router,
        HttpMethod.POST,
        connector + "authorizations",
        ApiScope.START,
        body,
        authorizations::start);
    mount(
        router,
        HttpMethod.POST,
        connector + "device-authorizations",
        ApiScope.START,
        body,
        devices::start);
    mount(
        router,
        HttpMethod.GET,
        PREFIX + "authorizations/:id",
        ApiScope.READ,
        body,
        authorizations::read);
    mount(
        router,
        HttpMethod.POST,
        connector + "disconnect",
        ApiScope.DISCONNECT,
        body,
        disconnect::disconnect);
    mount(
        router,
        HttpMethod.POST,
        PREFIX + "connection-links",
        ApiScope.START,
        body,
        connectionLinks::create);
  }

  private void mount(
      Router router,
      HttpMethod method,
      String path,
      ApiScope scope,
      BodyHandler body,
      Function<RoutingContext, Future<Void>> route) {
    // A route of its own, so that no body is read for somebody without a key.
    router.route(method, path).handler(rc -> authenticator.require(rc, scope));
    router.route(method, path).handler(body).handler(rc -> route.apply(rc).onFailure(rc::fail));
  }
}
