// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.command;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A time, or how long ago it was. */
final class TimeConverter implements ITypeConverter<Instant> {
  @Override
  public Instant convert(String text) {
    try {
      return text.startsWith("P")
          ? Instant.now().minus(Duration.parse(text))
          : OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException | ArithmeticException e) {
      throw new TypeConversionException(
          "a time is such as 2030-01-31T12:00:00Z, or how long ago: PT30M, P7D; not " + text);
    }
  }
}
