// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.connector;

import io.tokenbroker.event.ConnectorDefined;
import io.tokenbroker.key.ConnectorId;
import java.util.List;
import java.util.Optional;

/** The connectors that are known now. Thread-safe. */
public interface Connectors {
  /** The newest revision of a connector. */
  Optional<ConnectorDefined> find(ConnectorId id);

  /** The newest revisions of all connectors of a tenant, by name. */
  List<ConnectorDefined> all(String tenant);

  /** Whether everything that was there at the start has been read, so that a miss is a miss. */
  boolean isComplete();
}
