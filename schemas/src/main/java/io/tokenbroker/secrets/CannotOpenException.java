// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.secrets;

/** A sealed value does not open. The message says which value, never what is in it. */
public class CannotOpenException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public CannotOpenException(String message, Throwable cause) {
    super(message, cause);
  }

  public CannotOpenException(String message) {
    super(message);
  }
}
