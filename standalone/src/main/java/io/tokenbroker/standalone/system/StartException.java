// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.standalone.system;

/** The system cannot start. The message is one line that is fit to be shown to a person. */
public final class StartException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  StartException(String message) {
    super(message);
  }

  StartException(String message, Throwable cause) {
    super(message, cause);
  }
}
