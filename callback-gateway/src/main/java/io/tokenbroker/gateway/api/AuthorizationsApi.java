// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.api;

import io.tokenbroker.event.AuthorizationFailed;
import io.tokenbroker.event.AuthorizationSucceeded;
import io.tokenbroker.event.ConnectorDefined;
import io.tokenbroker.gateway.flow.AuthorizationId;
import io.tokenbroker.gateway.flow.ConnectLinks;
import io.tokenbroker.gateway.flow.GrantChoice;
import io.tokenbroker.gateway.reply.Replies;
import io.tokenbroker.key.TokenKey;
import io.tokenbroker.key.TokenVersion;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.Set;

/**
 * Starts authorizations and tells how they ended. The gateway keeps no list of them: an id that has
 * the form of one is {@code pending} until an outcome for it is known, whether or not it was ever
 * handed out, and so is another tenant's. Outcomes are forgotten after 20 minutes.
 */
final class AuthorizationsApi {
  private final ConnectorLookup connectors;
  private final ConnectLinks links;
  private final ClientCredentialsStart clientCredentials;
  private final Replies replies;

  AuthorizationsApi(
      ConnectorLookup connectors,
      ConnectLinks links,
      ClientCredentialsStart clientCredentials,
      Replies replies) {
    this.connectors = connectors;
    this.links = links;
    this.clientCredentials = clientCredentials;
    this.replies = replies;
  }

  /**
   * {@code POST /v1/connectors/{connector}/authorizations}: 201 with a connect link, or 202 if the
   * connector needs no browser.
   */
  Future<Void> start(RoutingContext rc) {
    ApiKey caller = ApiAuthenticator.caller(rc);
    RequestFields fields = new RequestFields(rc, Set.of("user", "alias", "returnUrl", "scopes"));
    ConnectorDefined connector = connectors.of(rc, caller);
    ConnectLinks.Request request =
        new ConnectLinks.Request(
            new GrantChoice(
                fields.text("user"), fields.text("alias").orElse(TokenKey.DEFAULT_ALIAS)),
            fields.text("returnUrl"),
            fields.texts("scopes"),
            caller.id());
    return switch (connector.getGrantType()) {
      case AUTHORIZATION_CODE -> sendLink(rc, links.create(connector, request));
      case CLIENT_CREDENTIALS -> clientCredentials.start(rc, connector, request);
      case TOKEN_EXCHANGE ->
          throw new ProblemException(
              Problem.badRequest(
                  "unsupported_grant_type", "The gateway can't start token exchange yet."));
    };
  }

  private static Future<Void> sendLink(RoutingContext rc, ConnectLinks.ConnectLink link) {
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
    ApiKey caller = ApiAuthenticator.caller(rc);
    AuthorizationId id =
        AuthorizationId.parse(rc.pathParam("id"))
            .orElseThrow(
                () ->
                    new ProblemException(
                        new Problem(
                            404,
                            "malformed_authorization_id",
                            "This is not an authorization id",
                            "An authorization id is 43 characters of base64url.")));
    JsonObject body = new JsonObject().put("authorizationId", id.value());
    return Json.send(
        rc,
        200,
        replies
            .outcomeOf(id.value())
            .filter(outcome -> outcome.tokenKey().tenant().equals(caller.tenant()))
            .map(
                outcome ->
                    outcome.fold(
                        succeeded -> succeeded(body, succeeded), failed -> failed(body, failed)))
            .orElseGet(() -> body.put("status", "pending")));
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
