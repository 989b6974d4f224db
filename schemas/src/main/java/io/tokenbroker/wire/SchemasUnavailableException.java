// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.wire;

import org.apache.kafka.common.errors.RetriableException;

/**
 * Which schema an id stands for can't be told at the moment: a registry does not answer, or lacks a
 * schema of ours. It says nothing against the record, which must be kept and tried again: reading
 * pauses. Kafka's retriable error, because whoever reads records treats those so already.
 */
public final class SchemasUnavailableException extends RetriableException {
  private static final long serialVersionUID = 1L;

  public SchemasUnavailableException(String message) {
    super(message);
  }
}
