// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.wire;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.apache.avro.Schema;
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

  /** What ids are made of beside letters and digits, ours and those that applications choose. */
  private static final String SIGNS = "._~:/+=@|-";

  private static final int MAX_LENGTH = 128;

  private static final List<String> FIELDS = List.of("authorizationId", "correlationId");

  private CorrelationHeader() {}

  /** Sets the header. */
  public static void write(Headers headers, String id) {
    headers.remove(NAME);
    headers.add(NAME, id.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * What the header says; empty if it is not there or is no id: it goes into logs and spans, and
   * whoever may write to the topic must not write there what he likes.
   */
  public static Optional<String> read(Headers headers) {
    return Optional.ofNullable(headers.lastHeader(NAME))
        .map(Header::value)
        .map(value -> new String(value, StandardCharsets.ISO_8859_1))
        .filter(CorrelationHeader::isId);
  }

  /** What an event's own field says; empty if it has none, or what it has is no id. */
  public static Optional<String> of(SpecificRecord event) {
    for (String name : FIELDS) {
      Schema.Field field = event.getSchema().getField(name);
      if (field != null && event.get(field.pos()) instanceof CharSequence id) {
        return Optional.of(id.toString()).filter(CorrelationHeader::isId);
      }
    }
    return Optional.empty();
  }

  /** By hand: every event and record is asked, and a pattern takes long for that. */
  private static boolean isId(String text) {
    if (text.isEmpty() || text.length() > MAX_LENGTH) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean fits =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || SIGNS.indexOf(c) >= 0;
      if (!fits) {
        return false;
      }
    }
    return true;
  }
}
