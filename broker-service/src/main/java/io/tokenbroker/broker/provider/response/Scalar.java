// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.provider.response;

import java.math.BigDecimal;
import java.util.Optional;

/** A value of a response as text: a text itself, a number in digits, true or false. */
public final class Scalar {
  private Scalar() {}

  /** Empty for objects, arrays, and numbers that are none. */
  public static Optional<String> text(Object value) {
    if (value instanceof Double number) {
      return Double.isFinite(number)
          ? Optional.of(BigDecimal.valueOf(number).stripTrailingZeros().toPlainString())
          : Optional.empty();
    }
    return value instanceof String || value instanceof Number || value instanceof Boolean
        ? Optional.of(value.toString())
        : Optional.empty();
  }
}
