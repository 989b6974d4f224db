// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.session;

/** The OpenID provider is away, or says what it must not. The message holds no secret. */
final class ProviderException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ProviderException(String message) {
    super(message);
  }

  ProviderException(String message, Throwable cause) {
    super(message, cause);
  }
}
