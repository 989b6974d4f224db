// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.standalone.kafka;

import org.jspecify.annotations.Nullable;

/** The embedded broker cannot run. The message is fit to be shown to a person as it is. */
public final class EmbeddedKafkaException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  EmbeddedKafkaException(String message) {
    super(message);
  }

  EmbeddedKafkaException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
