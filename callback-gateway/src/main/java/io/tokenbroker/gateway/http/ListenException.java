// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.http;

/** The server can't listen: the port is taken, or the address is not this machine's. */
public final class ListenException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public ListenException(String message, Throwable cause) {
    super(message, cause);
  }
}
