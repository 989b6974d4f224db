// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.connector;

import io.tokenbroker.broker.lifecycle.ConnectorPolicy;
import io.tokenbroker.event.ConnectorDefined;
import io.tokenbroker.event.ProviderCall;
import io.tokenbroker.key.ConnectorId;
import io.tokenbroker.key.EndpointOrigin;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * All revisions of all connectors, in memory. Fed from the connectors topic, read by the topology
 * and the provider caller. Thread-safe.
 */
public final class Connectors {
  private final Map<ConnectorId, NavigableMap<Long, ConnectorDefined>> revisions =
      new ConcurrentHashMap<>();

  /** Adds or replaces a revision. */
  public void put(ConnectorDefined definition) {
    revisions
        .computeIfAbsent(
            new ConnectorId(definition.getTenant(), definition.getConnector()),
            id -> new ConcurrentSkipListMap<>())
        .put(definition.getRevision(), definition);
  }

  /** How many connectors are known, of all tenants. */
  public int count() {
    return revisions.size();
  }

  /** The rules' part of the connector's latest revision. */
  public ConnectorPolicy policy(ConnectorId id) {
    return latest(id).map(ConnectorPolicies::of).orElse(ConnectorPolicy.UNKNOWN);
  }

  /**
   * The definition to call the provider with, for a grant that pins a revision and an origin: the
   * latest revision where client and origin are still the same, so that a renewed client secret or
   * a new margin takes effect; else the pinned one.
   *
   * @return empty if neither has the pinned origin: secrets go to no other
   */
  public Optional<ConnectorDefined> forGrant(ConnectorId id, long pinned, String origin) {
    return forCall(id, pinned, origin, ProviderCall.REVOKE);
  }

  /**
   * The definition for one call of such a grant. The client's secret goes along with calls of other
   * endpoints than the token endpoint: those are at the pinned origin, or where the pinned revision
   * has them.
   *
   * @return empty if neither revision has the pinned origin
   */
  public Optional<ConnectorDefined> forCall(
      ConnectorId id, long pinned, String origin, ProviderCall call) {
    Optional<ConnectorDefined> pinnedRevision =
        Optional.ofNullable(revisions.get(id)).map(known -> known.get(pinned));
    Optional<String> clientId = pinnedRevision.map(ConnectorDefined::getClientId);
    return latest(id)
        .filter(definition -> ConnectorPolicies.origin(definition).equals(origin))
        .filter(
            definition ->
                clientId.isEmpty() || clientId.equals(Optional.of(definition.getClientId())))
        .filter(
            definition ->
                elsewhere(definition, origin, call)
                    .equals(
                        pinnedRevision.flatMap(pinnedOne -> elsewhere(pinnedOne, origin, call))))
        .or(
            () ->
                pinnedRevision.filter(
                    definition -> ConnectorPolicies.origin(definition).equals(origin)));
  }

  /** Where the call, or tokens to be revoked, would go, if not to the pinned origin itself. */
  private static Optional<String> elsewhere(
      ConnectorDefined definition, String pinnedOrigin, ProviderCall call) {
    Optional<String> endpoint =
        switch (call) {
          case PUSH_AUTHORIZATION_REQUEST -> definition.getPushedAuthorizationRequestEndpoint();
          case DEVICE_AUTHORIZATION -> definition.getDeviceAuthorizationEndpoint();
          default -> definition.getRevocationEndpoint();
        };
    return endpoint.map(EndpointOrigin::of).filter(origin -> !origin.equals(pinnedOrigin));
  }

  private Optional<ConnectorDefined> latest(ConnectorId id) {
    return Optional.ofNullable(revisions.get(id))
        .map(NavigableMap::lastEntry)
        .map(Map.Entry::getValue);
  }
}
