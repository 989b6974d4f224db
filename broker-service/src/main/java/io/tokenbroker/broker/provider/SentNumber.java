// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.provider;

import java.math.BigDecimal;
import java.util.Optional;

/** A number out of a provider's response, written in digits, with or without an exponent. */
final class SentNumber {
  /** A million digits, or an exponent of a million, take seconds to calculate with. */
  private static final int MAX_DIGITS = 40;

  private SentNumber() {}

  /** Empty if it is no number, or one that is longer than any that means something. */
  static Optional<BigDecimal> read(String text) {
    if (text.length() > MAX_DIGITS) {
      return Optional.empty();
    }
    try {
      BigDecimal number = new BigDecimal(text);
      return number.scale() < -MAX_DIGITS || number.scale() > MAX_DIGITS
          ? Optional.empty()
          : Optional.of(number);
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }
}
