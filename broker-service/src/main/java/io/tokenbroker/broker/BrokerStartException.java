// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker;

import java.util.Optional;

/** The broker can't start; the message says what to do. */
public final class BrokerStartException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public BrokerStartException(String message, Optional<Throwable> cause) {
    super(message, cause.orElse(null));
  }
}
