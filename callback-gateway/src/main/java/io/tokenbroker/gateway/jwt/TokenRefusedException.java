// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.jwt;

/** A token is not accepted. The reason is for the operator's log; the sender is not told. */
final class TokenRefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String reason;

  /**
   * @param reason stable, without anything of the token
   */
  TokenRefusedException(String reason) {
    super(reason, null, false, false);
    this.reason = reason;
  }

  String reason() {
    return reason;
  }
}
