// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.connections;

import io.tokenbroker.event.ConnectorDefined;
import io.tokenbroker.gateway.flow.ConnectLinks;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;

/** Starts an authorization in the browser that asks for it with a form of ours. */
@FunctionalInterface
public interface FlowStarter {
  /**
   * Answers the request, so that the browser goes on to the provider.
   *
   * @throws io.tokenbroker.gateway.flow.FlowException if the request does not fit the connector
   */
  Future<Void> start(RoutingContext rc, ConnectorDefined connector, ConnectLinks.Request request);

  /** With a link of ours, that is opened at once. */
  static FlowStarter withLinks(ConnectLinks links) {
    return (rc, connector, request) ->
        rc.response()
            .setStatusCode(303)
            .putHeader("Location", links.create(connector, request).url().toString())
            .end();
  }
}
