// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.topic;

import org.jspecify.annotations.Nullable;

/** The cluster could not be reached or refused what the catalogue needs. */
public final class TopicAdminException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public TopicAdminException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
