// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.api;

import io.tokenbroker.gateway.access.Caller;
import io.tokenbroker.gateway.connections.ConnectionLinks;
import io.tokenbroker.gateway.session.Session.SharedGrants;
import io.tokenbroker.key.TokenKey;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Makes links to the connections of a person of the caller's tenant. */
final class ConnectionLinksApi {
  private static final Set<String> FIELDS = Set.of("user", "returnUrl", "aliases", "shared");

  private final ConnectionLinks links;

  ConnectionLinksApi(ConnectionLinks links) {
    this.links = links;
  }

  /** {@code POST /v1/connection-links}: 201 with the link. */
  Future<Void> create(RoutingContext rc) {
    Caller caller = ApiAuthenticator.caller(rc);
    // Whoever opens the link may do all of it.
    Permissions.requireForAnybody(caller);
    new QueryFields(rc, Set.of());
    RequestFields fields = new RequestFields(rc, FIELDS);
    ConnectionLinks.ConnectionLink link =
        links.create(
            new ConnectionLinks.Request(
                caller.tenant(),
                fields
                    .text("user")
                    .orElseThrow(
                        () ->
                            ProblemCode.USER_REQUIRED.because(
                                "Name the user whose connections they are.")),
                fields.text("returnUrl"),
                fields.texts("aliases").orElse(List.of(TokenKey.DEFAULT_ALIAS)),
                fields.text("shared").map(ConnectionLinksApi::shared).orElse(SharedGrants.HIDDEN)));
    return Json.send(
        rc,
        201,
        new JsonObject()
            .put("connectionsUrl", link.url().toString())
            .put("expiresAt", link.expiresAt().toString()));
  }

  private static SharedGrants shared(String text) {
    return Arrays.stream(SharedGrants.values())
        .filter(value -> value.name().toLowerCase(Locale.ROOT).equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                ProblemCode.INVALID_REQUEST.because(
                    "Field 'shared' must be hidden, seen or managed."));
  }
}
