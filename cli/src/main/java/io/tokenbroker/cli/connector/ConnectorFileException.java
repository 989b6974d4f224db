// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.connector;

import io.tokenbroker.cli.cluster.CliException;

/** A connector file can't be used. The message says where: file, line, key. */
public final class ConnectorFileException extends CliException {
  private static final long serialVersionUID = 1L;

  ConnectorFileException(String message) {
    super(message);
  }
}
