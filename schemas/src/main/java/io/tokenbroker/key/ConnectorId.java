// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.key;

import java.util.List;

/**
 * Names a connector of a tenant. Text form {@code tenant/connector}, escaped as a {@link TokenKey}.
 *
 * @param tenant who the connector belongs to
 * @param connector its name within the tenant
 */
public record ConnectorId(String tenant, String connector) {
  public ConnectorId {
    EscapedParts.checked("tenant", tenant);
    EscapedParts.checked("connector", connector);
  }

  /** Key of one revision in the connectors topic: {@code tenant/connector/revision}. */
  public String revisionKey(long revision) {
    return EscapedParts.join(List.of(tenant, connector, Long.toString(revision)));
  }

  @Override
  public String toString() {
    return EscapedParts.join(List.of(tenant, connector));
  }
}
