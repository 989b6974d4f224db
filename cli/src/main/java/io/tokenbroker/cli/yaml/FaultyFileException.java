// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.yaml;

import io.tokenbroker.cli.cluster.CliException;

/** A file can't be used. The message says where: file, line, key. */
public final class FaultyFileException extends CliException {
  private static final long serialVersionUID = 1L;

  public FaultyFileException(String message) {
    super(message);
  }
}
