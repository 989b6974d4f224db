// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.api;

import io.tokenbroker.event.ConnectorDefined;
import io.tokenbroker.event.ObtainToken;
import io.tokenbroker.gateway.event.EventAppender;
import io.tokenbroker.gateway.flow.AuthorizationId;
import io.tokenbroker.gateway.flow.ConnectLinks;
import io.tokenbroker.gateway.flow.Scopes;
import io.tokenbroker.gateway.seal.RandomTokens;
import io.tokenbroker.key.TokenKey;
import io.tokenbroker.secrets.SealedField;
import io.tokenbroker.secrets.Sealer;
import io.tokenbroker.secrets.Secret;
import io.tokenbroker.topic.Topic;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/**
 * Tells the broker to obtain grants that no browser here takes part in. Each is an authorization
 * with a random id; its outcome is told as that of any other.
 */
final class ObtainCommands {
  private final EventAppender events;
  private final Sealer brokerInbox;
  private final Clock clock;
  private final RandomTokens tokens = new RandomTokens();

  ObtainCommands(EventAppender events, Sealer brokerInbox, Clock clock) {
    this.events = events;
    this.brokerInbox = brokerInbox;
    this.clock = clock;
  }

  /** With the client's own credentials (RFC 6749, 4.4). Answers 202 when the command is durable. */
  Future<Void> clientCredentials(
      RoutingContext rc, ConnectorDefined connector, ConnectLinks.Request request) {
    return append(rc, request.grant().keyOf(connector), command(connector, request))
        .compose(id -> accepted(rc, id));
  }

  /**
   * For a token of another issuer (RFC 8693). Answers 202 when the command is durable.
   *
   * @param subjectTokenType instead of the connector's
   */
  Future<Void> tokenExchange(
      RoutingContext rc,
      ConnectorDefined connector,
      ConnectLinks.Request request,
      Secret subjectToken,
      Optional<String> subjectTokenType) {
    TokenKey key = request.grant().keyOf(connector);
    ObtainToken.Builder command = command(connector, request);
    command.setSealedSubjectToken(
        brokerInbox.seal(subjectToken, SealedField.subjectToken(key, command.getCorrelationId())));
    subjectTokenType.ifPresent(command::setSubjectTokenType);
    return append(rc, key, command).compose(id -> accepted(rc, id));
  }

  /**
   * With a person at another device (RFC 8628).
   *
   * @return the authorization's id, when the command is durable
   */
  Future<AuthorizationId> device(
      RoutingContext rc, ConnectorDefined connector, ConnectLinks.Request request) {
    return append(
        rc,
        request.grant().keyOf(connector),
        command(connector, request).setDeviceAuthorization(true));
  }

  /** 202: the outcome will be told. */
  static Future<Void> accepted(RoutingContext rc, AuthorizationId id) {
    return Json.send(
        rc, 202, new JsonObject().put("authorizationId", id.value()).put("status", "pending"));
  }

  private ObtainToken.Builder command(ConnectorDefined connector, ConnectLinks.Request request) {
    return ObtainToken.newBuilder()
        .setCorrelationId(AuthorizationId.random(tokens).value())
        .setConnectorRevision(connector.getRevision())
        .setScopes(Scopes.checked(request.scopes().orElse(List.of()), connector))
        .setRequestedBy(request.initiatedBy())
        .setRequestedAt(clock.instant());
  }

  private Future<AuthorizationId> append(
      RoutingContext rc, TokenKey key, ObtainToken.Builder command) {
    ObtainToken event = command.build();
    return events
        .append(rc, Topic.TOKEN_COMMANDS, key.toString(), event)
        .map(done -> new AuthorizationId(event.getCorrelationId()));
  }
}
