// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.wire;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * A record that could not be handled: its key and value as they were, and in the headers where it
 * came from and why it is here. A record that would not fit into the topic together with that keeps
 * its place of origin and loses its value: a dead letter must never be refused itself.
 */
public final class DeadLetter {
  static final int MAX_KEY_LENGTH = 4_096;
  static final int MAX_VALUE_BYTES = 64 * 1024;
  static final int MAX_HEADER_BYTES = 16 * 1024;
  private static final int MAX_ERROR_LENGTH = 500;

  private DeadLetter() {}

  /** The key, at most {@value #MAX_KEY_LENGTH} characters of it. */
  public static String key(String key) {
    return cut(key, MAX_KEY_LENGTH);
  }

  /** The value, unless it is larger than {@value #MAX_VALUE_BYTES} bytes. */
  public static Optional<byte[]> value(Optional<byte[]> value) {
    return value.filter(bytes -> bytes.length <= MAX_VALUE_BYTES);
  }

  /** The record's headers, unless they are large, with origin and error. */
  public static Headers headers(
      Headers headers,
      Optional<byte[]> value,
      String topic,
      int partition,
      long offset,
      RuntimeException error) {
    Headers described = kept(headers);
    put(described, "tokenbroker_source_topic", topic);
    put(described, "tokenbroker_source_partition", Integer.toString(partition));
    put(described, "tokenbroker_source_offset", Long.toString(offset));
    put(described, "tokenbroker_error_type", error.getClass().getSimpleName());
    put(described, "tokenbroker_error", cut(String.valueOf(error.getMessage()), MAX_ERROR_LENGTH));
    if (value.isPresent() && value(value).isEmpty()) {
      put(described, "tokenbroker_value_omitted_bytes", Integer.toString(value.get().length));
    }
    return described;
  }

  private static Headers kept(Headers headers) {
    long size = 0;
    for (Header header : headers) {
      size += header.key().length() + (header.value() == null ? 0 : header.value().length);
    }
    return size <= MAX_HEADER_BYTES ? new RecordHeaders(headers) : new RecordHeaders();
  }

  private static String cut(String text, int length) {
    return text.substring(0, Math.min(text.length(), length));
  }

  private static void put(Headers headers, String name, String value) {
    headers.add(name, value.getBytes(StandardCharsets.UTF_8));
  }
}
