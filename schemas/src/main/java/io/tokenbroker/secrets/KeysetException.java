// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.secrets;

/** A keyset or the key-encryption key is missing, unreadable or does not fit. Nothing starts. */
public final class KeysetException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public KeysetException(String message) {
    super(message);
  }

  public KeysetException(String message, Throwable cause) {
    super(message, cause);
  }
}
