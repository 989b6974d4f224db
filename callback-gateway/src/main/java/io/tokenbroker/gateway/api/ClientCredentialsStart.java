// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.api;

import io.tokenbroker.event.ConnectorDefined;
import io.tokenbroker.event.ObtainToken;
import io.tokenbroker.gateway.event.EventAppender;
import io.tokenbroker.gateway.flow.AuthorizationId;
import io.tokenbroker.gateway.flow.ConnectLinks;
import io.tokenbroker.gateway.flow.RandomTokens;
import io.tokenbroker.gateway.flow.Scopes;
import io.tokenbroker.topic.Topic;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.util.List;

/**
 * Starts an authorization that needs no browser: the broker gets the grant with the client's own
 * credentials (RFC 6749, 4.4). The outcome is told as that of any other.
 */
final class ClientCredentialsStart {
  private final EventAppender events;
  private final Clock clock;
  private final RandomTokens tokens = new RandomTokens();

  ClientCredentialsStart(EventAppender events, Clock clock) {
    this.events = events;
    this.clock = clock;
  }

  /** Answers 202 when the command is durable. */
  Future<Void> start(RoutingContext rc, ConnectorDefined connector, ConnectLinks.Request request) {
    if (request.returnUrl().isPresent()) {
      throw new ProblemException(
          Problem.badRequest(
              "return_url_not_allowed",
              "Connector "
                  + connector.getConnector()
                  + " needs no browser, so nobody is sent back: leave out \"returnUrl\"."));
    }
    AuthorizationId id = AuthorizationId.random(tokens);
    ObtainToken command =
        ObtainToken.newBuilder()
            .setCorrelationId(id.value())
            .setConnectorRevision(connector.getRevision())
            .setScopes(Scopes.checked(request.scopes().orElse(List.of()), connector))
            .setRequestedBy(request.initiatedBy())
            .setRequestedAt(clock.instant())
            .build();
    return events
        .append(rc, Topic.TOKEN_COMMANDS, request.grant().keyOf(connector).toString(), command)
        .compose(
            done ->
                Json.send(
                    rc,
                    202,
                    new JsonObject().put("authorizationId", id.value()).put("status", "pending")));
  }
}
