// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.cluster;

/** A command failed for a reason that its user can understand: shown as one line, exit code 1. */
public class CliException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public CliException(String message) {
    super(message);
  }

  public CliException(String message, Throwable cause) {
    super(message, cause);
  }
}
