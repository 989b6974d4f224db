// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.issuer;

/** An issuer is away, or says what it must not. The message holds no secret. */
public final class IssuerException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public IssuerException(String message) {
    super(message);
  }

  public IssuerException(String message, Throwable cause) {
    super(message, cause);
  }
}
