// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.standalone.system;

/** The gateway refused a request, or gave no answer that can be read. */
public final class GatewayApiException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  GatewayApiException(String message) {
    super(message);
  }

  GatewayApiException(String message, Throwable cause) {
    super(message, cause);
  }
}
