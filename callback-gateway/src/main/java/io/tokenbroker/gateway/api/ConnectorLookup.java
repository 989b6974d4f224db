// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.api;

import io.tokenbroker.event.ConnectorDefined;
import io.tokenbroker.gateway.access.Caller;
import io.tokenbroker.gateway.connector.Connectors;
import io.tokenbroker.gateway.event.UnavailableException;
import io.tokenbroker.key.ConnectorId;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;

/** Finds the connector that a request names, among those of the caller's tenant. */
final class ConnectorLookup {
  private final Connectors connectors;

  ConnectorLookup(Connectors connectors) {
    this.connectors = connectors;
  }

  /**
   * The connector.
   *
   * @throws ProblemException if the tenant has none of this name
   * @throws UnavailableException if that can't be said yet
   */
  ConnectorDefined of(RoutingContext rc, Caller caller) {
    if (!connectors.isComplete()) {
      // One that is known may have been changed or deleted further on in the topic.
      throw new UnavailableException("the connectors have not been read yet");
    }
    return id(caller.tenant(), rc.pathParam("connector"))
        .flatMap(connectors::find)
        .orElseThrow(
            () ->
                ProblemCode.UNKNOWN_CONNECTOR.because(
                    "The caller's tenant has no connector of this name; 'tokenbroker connectors"
                        + " apply' defines one."));
  }

  private static Optional<ConnectorId> id(String tenant, String connector) {
    try {
      return Optional.of(new ConnectorId(tenant, connector));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
