// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.connector;

import io.tokenbroker.event.ConnectorDefined;
import io.tokenbroker.key.ConnectorId;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Of every connector the revision with the highest number, in whatever order they arrive. Holds as
 * many entries as operators have defined connectors. Thread-safe.
 */
public final class NewestRevisions {
  private final Map<ConnectorId, ConnectorDefined> newest = new ConcurrentHashMap<>();

  public void accept(ConnectorDefined revision) {
    newest.merge(
        new ConnectorId(revision.getTenant(), revision.getConnector()),
        revision,
        (known, other) -> other.getRevision() >= known.getRevision() ? other : known);
  }

  public Optional<ConnectorDefined> find(ConnectorId id) {
    return Optional.ofNullable(newest.get(id));
  }

  /** How many connectors there are, of all tenants. */
  public int count() {
    return newest.size();
  }

  /** All of a tenant, by name. */
  public List<ConnectorDefined> all(String tenant) {
    return newest.values().stream()
        .filter(connector -> connector.getTenant().equals(tenant))
        .sorted(Comparator.comparing(ConnectorDefined::getConnector))
        .toList();
  }
}
