// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.access;

/** The file of API keys can't be read or written, or holds something else. */
public final class ApiKeyFileException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public ApiKeyFileException(String message) {
    super(message);
  }

  public ApiKeyFileException(String message, Throwable cause) {
    super(message, cause);
  }
}
