// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.provider;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.Locale;
import java.util.Optional;

/**
 * A point in time as providers write it: seconds or milliseconds since 1970, ISO 8601, or the date
 * of HTTP (RFC 9110, 5.6.7, which RFC 1123 defined first).
 */
final class ProviderTime {
  private static final int MAX_LENGTH = 64;

  /** From here on a number is milliseconds: in seconds this is the year 5138. */
  private static final BigDecimal FIRST_MILLISECONDS = BigDecimal.valueOf(100_000_000_000L);

  /** The year 33658: an end that is further away is the same to us. */
  private static final BigDecimal LAST_MILLISECONDS = BigDecimal.valueOf(1_000_000_000_000_000L);

  /** Without a zone it is UTC. Several frameworks write a blank for the T, and UTC for the Z. */
  private static final DateTimeFormatter ISO =
      new DateTimeFormatterBuilder()
          .parseCaseInsensitive()
          .append(DateTimeFormatter.ISO_LOCAL_DATE)
          .appendLiteral('T')
          .append(DateTimeFormatter.ISO_LOCAL_TIME)
          .appendPattern("[ ][XXX][XX][X]['UTC']")
          .parseDefaulting(ChronoField.OFFSET_SECONDS, 0)
          .toFormatter(Locale.ROOT);

  private ProviderTime() {}

  /** Empty if it is in none of the forms. */
  static Optional<Instant> read(String text) {
    return SentNumber.read(text)
        .map(ProviderTime::sinceEpoch)
        .or(() -> parsed(ISO, text.replaceFirst("^(\\S{10}) ", "$1T")))
        .or(() -> readHttpDate(text));
  }

  /** A Date header. */
  static Optional<Instant> readHttpDate(String text) {
    return parsed(DateTimeFormatter.RFC_1123_DATE_TIME, text);
  }

  private static Instant sinceEpoch(BigDecimal number) {
    BigDecimal millis =
        number.compareTo(FIRST_MILLISECONDS) >= 0 ? number : number.movePointRight(3);
    return Instant.ofEpochMilli(millis.max(BigDecimal.ZERO).min(LAST_MILLISECONDS).longValue());
  }

  private static Optional<Instant> parsed(DateTimeFormatter format, String text) {
    if (text.length() > MAX_LENGTH) {
      return Optional.empty();
    }
    try {
      return Optional.of(format.parse(text.strip(), Instant::from));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
