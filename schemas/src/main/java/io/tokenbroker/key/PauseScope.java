// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.key;

import java.util.List;

/** Whose calls to providers can be paused. Its text is its key in the topic {@code controls}. */
public sealed interface PauseScope {
  /** Whether the connector's calls are within it. */
  boolean covers(ConnectorId connector);

  /** All calls of a deployment. */
  record All() implements PauseScope {
    private static final String TEXT = "all";

    @Override
    public boolean covers(ConnectorId connector) {
      return true;
    }

    @Override
    public String toString() {
      return TEXT;
    }
  }

  /** Those of a tenant's connectors. */
  record OfTenant(String tenant) implements PauseScope {
    /** No escaped name holds a star, so no connector is meant. */
    private static final String REST = "/*";

    public OfTenant {
      EscapedParts.checked("tenant", tenant);
    }

    @Override
    public boolean covers(ConnectorId connector) {
      return connector.tenant().equals(tenant);
    }

    @Override
    public String toString() {
      return EscapedParts.join(List.of(tenant)) + REST;
    }
  }

  /** Those of one connector. */
  record OfConnector(ConnectorId connector) implements PauseScope {
    @Override
    public boolean covers(ConnectorId other) {
      return other.equals(connector);
    }

    @Override
    public String toString() {
      return connector.toString();
    }
  }

  /**
   * Reads the text form.
   *
   * @throws IllegalArgumentException if it is none
   */
  static PauseScope parse(String text) {
    if (text.equals(All.TEXT)) {
      return new All();
    }
    if (text.endsWith(OfTenant.REST)) {
      String tenant = text.substring(0, text.length() - OfTenant.REST.length());
      List<String> parts = EscapedParts.split(tenant);
      if (parts.size() == 1) {
        return new OfTenant(parts.get(0));
      }
      throw new IllegalArgumentException("a tenant is one name, not " + tenant);
    }
    return new OfConnector(ConnectorId.parse(text));
  }
}
