// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.api;

import io.tokenbroker.event.AuthorizationAwaitingConfirmation;
import io.tokenbroker.event.AuthorizationFailed;
import io.tokenbroker.event.AuthorizationSucceeded;
import io.tokenbroker.event.ConnectorDefined;
import io.tokenbroker.gateway.access.Action;
import io.tokenbroker.gateway.access.Caller;
import io.tokenbroker.gateway.flow.AuthorizationId;
import io.tokenbroker.gateway.flow.ConnectLinks;
import io.tokenbroker.gateway.limit.LimitedAction;
import io.tokenbroker.gateway.limit.RateLimits;
import io.tokenbroker.gateway.reply.Replies;
import io.tokenbroker.gateway.request.RequestFacts;
import io.tokenbroker.key.TokenVersion;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.Set;

/**
 * Starts authorizations and tells how they ended. The gateway keeps no list of them: an id that has
 * the form of one is {@code pending} until an outcome for it is known, whether or not it was ever
 * handed out, and so is one that the caller may not see: another tenant's, or another user's.
 * Outcomes are forgotten after 20 minutes.
 */
final class AuthorizationsApi {
  private final ConnectorLookup connectors;
  private final ConnectLinks links;
  private final ObtainCommands commands;
  private final Replies replies;

  AuthorizationsApi(
      ConnectorLookup connectors, ConnectLinks links, ObtainCommands commands, Replies replies) {
    this.connectors = connectors;
    this.links = links;
    this.commands = commands;
    this.replies = replies;
  }

  /**
   * {@code POST /v1/connectors/{connector}/authorizations}: 201 with a connect link, or 202 if the
   * connector needs no browser.
   */
  Future<Void> start(RoutingContext rc) {
    Caller caller = ApiAuthenticator.caller(rc);
    new QueryFields(rc, Set.of());
    RequestFields fields = new RequestFields(rc, StartFields.ALL);
    ConnectorDefined connector = connectors.of(rc, caller);
    StartFields start = StartFields.read(fields, connector, caller);
    RateLimits.of(rc).count(LimitedAction.START, start.request().grant().keyOf(connector));
    return switch (connector.getGrantType()) {
      case AUTHORIZATION_CODE -> sendLink(rc, links.create(connector, start.request()));
      case CLIENT_CREDENTIALS -> commands.clientCredentials(rc, connector, start.request());
      case TOKEN_EXCHANGE ->
          commands.tokenExchange(
              rc,
              connector,
              start.request(),
              start.subjectToken().orElseThrow(),
              start.subjectTokenType());
    };
  }

  private static Future<Void> sendLink(RoutingContext rc, ConnectLinks.ConnectLink link) {
    RequestFacts.correlation(rc, link.authorizationId().value());
    return Json.send(
        rc,
        201,
        new JsonObject()
            .put("authorizationId", link.authorizationId().value())
            .put("connectUrl", link.url().toString())
            .put("expiresAt", link.expiresAt().toString()));
  }

  /** {@code GET /v1/authorizations/{id}}. */
  Future<Void> read(RoutingContext rc) {
    Caller caller = ApiAuthenticator.caller(rc);
    AuthorizationId id = id(rc);
    new QueryFields(rc, Set.of());
    JsonObject body = new JsonObject().put("authorizationId", id.value());
    return Json.send(
        rc,
        200,
        replies
            .outcomeOf(id.value())
            .filter(outcome -> caller.may(Action.READ, outcome.tokenKey()))
            .map(
                outcome ->
                    outcome.fold(
                        succeeded -> succeeded(body, succeeded), failed -> failed(body, failed)))
            .orElseGet(() -> underWay(body, id, caller)));
  }

  /** The authorization that a request's path names. */
  static AuthorizationId id(RoutingContext rc) {
    return AuthorizationId.parse(rc.pathParam("id"))
        .orElseThrow(
            () ->
                ProblemCode.MALFORMED_AUTHORIZATION_ID.because(
                    "An authorization id is 43 characters of base64url."));
  }

  /** With what to show to the person where one is waited for. */
  private JsonObject underWay(JsonObject body, AuthorizationId id, Caller caller) {
    body.put("status", "pending");
    replies
        .steps()
        .known(id.value())
        .filter(step -> caller.may(Action.READ, step.tokenKey()))
        .ifPresent(
            step ->
                step.fold(
                    pushed -> body,
                    atDevice -> DeviceApi.tell(body, atDevice),
                    unconfirmed -> unconfirmed(body, unconfirmed),
                    ended -> body));
    return body;
  }

  /**
   * Without the account: until it is confirmed it is that of whoever consented, perhaps not ours.
   */
  private static JsonObject unconfirmed(JsonObject body, AuthorizationAwaitingConfirmation event) {
    return body.put("status", "awaiting_confirmation")
        .put("tokenKey", event.getTokenKey())
        .put("scopes", new JsonArray(event.getScopes()))
        .put("confirmBy", event.getConfirmBy().toString());
  }

  private static JsonObject succeeded(JsonObject body, AuthorizationSucceeded event) {
    body.put("status", "succeeded")
        .put("tokenKey", event.getTokenKey())
        .put("version", new TokenVersion(event.getGeneration(), event.getSequence()).toString())
        .put("scopes", new JsonArray(event.getScopes()))
        .put("expiresAt", event.getExpiresAt().toString())
        .put("attributes", Json.object(event.getAttributes()))
        .put("completedAt", event.getCompletedAt().toString());
    event.getSubject().ifPresent(subject -> body.put("subject", subject));
    return body;
  }

  private static JsonObject failed(JsonObject body, AuthorizationFailed event) {
    body.put("status", "failed")
        .put("tokenKey", event.getTokenKey())
        .put("reason", event.getReason())
        .put("completedAt", event.getCompletedAt().toString());
    event.getDescription().ifPresent(description -> body.put("description", description));
    return body;
  }
}
