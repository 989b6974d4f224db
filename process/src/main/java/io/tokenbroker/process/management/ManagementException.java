// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.process.management;

/** The management port can't be listened on; the message says what to do. */
public final class ManagementException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ManagementException(String message, Throwable cause) {
    super(message, cause);
  }
}
