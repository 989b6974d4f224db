// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.limit;

import java.time.Duration;

/** Somebody asks too often. Answered with 429. */
public final class TooManyRequestsException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String limit;
  private final Duration retryAfter;

  TooManyRequestsException(String limit, Duration retryAfter) {
    super("limit " + limit, null, false, false);
    this.limit = limit;
    this.retryAfter = retryAfter;
  }

  /** Which limit, as in the setting's name. */
  public String limit() {
    return limit;
  }

  /** When it makes sense to come again, in whole seconds, at least one. */
  public long retryAfterSeconds() {
    return Math.max(1, retryAfter.plusMillis(999).toSeconds());
  }
}
