// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.connector;

import io.tokenbroker.event.ConnectorDefined;
import io.tokenbroker.key.ConnectorId;
import java.util.Optional;

/** What applying does to one connector. */
public sealed interface ConnectorChange {
  ConnectorId id();

  /** The revision that is current afterwards. */
  long revision();

  /** The record to write, if any. */
  Optional<ConnectorDefined> written();

  /** One word for a report: created, changed, unchanged. */
  String verb();

  /** There was none by this name. */
  record Created(ConnectorId id, long revision, ConnectorDefined definition)
      implements ConnectorChange {
    @Override
    public Optional<ConnectorDefined> written() {
      return Optional.of(definition);
    }

    @Override
    public String verb() {
      return "created";
    }
  }

  /** It differs from the last revision, or its secret is renewed. */
  record Changed(ConnectorId id, long revision, ConnectorDefined definition)
      implements ConnectorChange {
    @Override
    public Optional<ConnectorDefined> written() {
      return Optional.of(definition);
    }

    @Override
    public String verb() {
      return "changed";
    }
  }

  /** It is as it was. */
  record Unchanged(ConnectorId id, long revision) implements ConnectorChange {
    @Override
    public Optional<ConnectorDefined> written() {
      return Optional.empty();
    }

    @Override
    public String verb() {
      return "unchanged";
    }
  }
}
