// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.wire;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Headers;

/**
 * The headers of a dead letter: where the record came from, and why it could not be handled. Its
 * key and value are the record's own, byte for byte.
 */
public final class DeadLetter {
  private static final int MAX_ERROR_LENGTH = 500;

  private DeadLetter() {}

  /** Adds origin and error to the headers that the record already has. */
  public static void describe(
      Headers headers, String topic, int partition, long offset, RuntimeException error) {
    put(headers, "tokenbroker_source_topic", topic);
    put(headers, "tokenbroker_source_partition", Integer.toString(partition));
    put(headers, "tokenbroker_source_offset", Long.toString(offset));
    put(headers, "tokenbroker_error_type", error.getClass().getSimpleName());
    String message = String.valueOf(error.getMessage());
    put(
        headers,
        "tokenbroker_error",
        message.substring(0, Math.min(message.length(), MAX_ERROR_LENGTH)));
  }

  private static void put(Headers headers, String name, String value) {
    headers.add(name, value.getBytes(StandardCharsets.UTF_8));
  }
}
