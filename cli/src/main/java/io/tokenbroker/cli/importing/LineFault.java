// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.importing;

/** What is wrong with a line; the message quotes nothing that may be a token. */
final class LineFault extends RuntimeException {
  private static final long serialVersionUID = 1L;

  LineFault(String message) {
    super(message);
  }

  String text() {
    return String.valueOf(getMessage());
  }
}
