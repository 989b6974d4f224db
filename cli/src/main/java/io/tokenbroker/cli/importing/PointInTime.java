// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.importing;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.regex.Pattern;

/** A time in a line: ISO 8601 with its offset, or seconds since 1970. */
final class PointInTime {
  private static final Pattern DIGITS = Pattern.compile("\\d{1,18}");

  /** The year 5138; in milliseconds that was in March 1973. */
  private static final double MAX_SECONDS = 1e11;

  private PointInTime() {}

  static Instant read(String name, JsonNode node) {
    if (node.isNumber()) {
      return ofSeconds(name, node.doubleValue());
    }
    if (!node.isTextual()) {
      throw wrong(name);
    }
    String text = node.textValue().strip();
    if (DIGITS.matcher(text).matches()) {
      return ofSeconds(name, Double.parseDouble(text));
    }
    try {
      return ofSeconds(name, OffsetDateTime.parse(text).toInstant().toEpochMilli() / 1_000.0);
    } catch (DateTimeException | ArithmeticException e) {
      throw wrong(name);
    }
  }

  private static Instant ofSeconds(String name, double seconds) {
    if (!(seconds >= 0 && seconds < MAX_SECONDS)) {
      throw new LineFault(
          name + ": is out of range; a number is seconds since 1970, not milliseconds");
    }
    return Instant.ofEpochMilli(Math.round(seconds * 1_000));
  }

  private static LineFault wrong(String name) {
    return new LineFault(
        name + ": has to be a time such as 2030-01-31T12:00:00Z, or seconds since 1970");
  }
}
