// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.wire;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * What finds the same thing in the logs of all processes: the id of an authorization, or that of a
 * command. Most events have it in a field; those between the broker and its provider caller do not,
 * and have it in the header {@code ce_correlationid} (CloudEvents' correlation extension).
 */
public final class CorrelationHeader {
  private static final String NAME = "ce_correlationid";
  private static final int MAX_LENGTH = 128;
  private static final List<String> FIELDS = List.of("authorizationId", "correlationId");

  private CorrelationHeader() {}

  /** Sets the header. */
  public static void write(Headers headers, String id) {
    headers.remove(NAME);
    headers.add(NAME, id.getBytes(StandardCharsets.UTF_8));
  }

  /** What the header says; empty if it is not there or can't be one of ours. */
  public static Optional<String> read(Headers headers) {
    return Optional.ofNullable(headers.lastHeader(NAME))
        .map(Header::value)
        .filter(value -> value.length <= MAX_LENGTH)
        .map(value -> new String(value, StandardCharsets.UTF_8));
  }

  /** What an event's own field says. */
  public static Optional<String> of(SpecificRecord event) {
    return FIELDS.stream()
        .map(event.getSchema()::getField)
        .filter(Objects::nonNull)
        .map(field -> event.get(field.pos()))
        .filter(Objects::nonNull)
        .map(String::valueOf)
        .findFirst();
  }
}
