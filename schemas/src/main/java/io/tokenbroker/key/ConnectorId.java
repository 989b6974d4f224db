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

  /**
   * Reads the text form.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static ConnectorId parse(String text) {
    List<String> parts = EscapedParts.split(text);
    if (parts.size() != 2) {
      throw new IllegalArgumentException("a connector is tenant/connector, not " + text);
    }
    return new ConnectorId(parts.get(0), parts.get(1));
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
