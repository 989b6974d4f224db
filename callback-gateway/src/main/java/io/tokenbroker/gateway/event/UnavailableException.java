// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.event;

/** Something that the gateway needs is away: trying again later may help. Answered with 503. */
public final class UnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public UnavailableException(String message) {
    super(message);
  }

  public UnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
