// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.secrets;

/** A sealed value names a key that this process's keyset does not hold (yet). */
public final class UnknownKeyException extends CannotOpenException {
  private static final long serialVersionUID = 1L;

  public UnknownKeyException(String message) {
    super(message);
  }
}
