// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.api;

import io.tokenbroker.event.ConnectorDefined;
import io.tokenbroker.gateway.access.Action;
import io.tokenbroker.gateway.access.Caller;
import io.tokenbroker.gateway.connector.Connectors;
import io.tokenbroker.gateway.event.UnavailableException;
import io.tokenbroker.gateway.flow.GrantChoice;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;

/** Lists the connectors that a caller may use. */
final class ConnectorsApi {
  private final Connectors connectors;

  ConnectorsApi(Connectors connectors) {
    this.connectors = connectors;
  }

  /**
   * {@code GET /v1/connectors}: those of the caller's tenant with a grant that the caller may do
   * something about.
   */
  Future<Void> list(RoutingContext rc) {
    Caller caller = ApiAuthenticator.caller(rc);
    new QueryFields(rc, Set.of());
    if (!connectors.isComplete()) {
      throw new UnavailableException("the connectors have not been read yet");
    }
    JsonArray list = new JsonArray();
    connectors.all(caller.tenant()).stream()
        .filter(connector -> mayUse(caller, connector))
        .map(ConnectorsApi::json)
        .forEach(list::add);
    return Json.send(rc, 200, new JsonObject().put("connectors", list));
  }

  private static boolean mayUse(Caller caller, ConnectorDefined connector) {
    boolean personal = GrantChoice.isPersonal(connector);
    return Arrays.stream(Action.values())
        .anyMatch(action -> personal ? caller.mayAtAll(action) : caller.mayToAll(action));
  }

  private static JsonObject json(ConnectorDefined connector) {
    return new JsonObject()
        .put("name", connector.getConnector())
        .put("displayName", connector.getDisplayName().orElse(connector.getConnector()))
        .put("authMode", lower(connector.getAuthMode()).replace('_', '-'))
        .put("grantType", lower(connector.getGrantType()))
        .put("binding", lower(connector.getBinding()));
  }

  /** As connector files spell it. */
  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
