// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.wire;

/** A record's bytes are not an event of ours: reading them again will not help. */
public final class MalformedRecordException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public MalformedRecordException(String message) {
    super(message);
  }

  public MalformedRecordException(String message, Throwable cause) {
    super(message, cause);
  }
}
