// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.demoprovider;

import java.time.Duration;

/**
 * How an answer travels.
 *
 * @param way what becomes of it
 * @param chunkBytes how much is sent at a time; one or more; for {@link Way#DRIP}
 * @param pause between two chunks; a millisecond or more; for {@link Way#DRIP}
 */
record Delivery(Way way, int chunkBytes, Duration pause) {

  /** What becomes of an answer. */
  enum Way {
    /** It arrives. */
    WHOLE,
    /** It is never sent; the connection stays open until the provider closes. */
    NEVER,
    /** The connection is closed instead. */
    RESET,
    /** Its first half is sent, then the connection is closed. */
    HALF,
    /** It is sent piece by piece. */
    DRIP
  }

  Delivery {
    if (chunkBytes < 1 || pause.toMillis() < 1) {
      throw new IllegalArgumentException(
          "An answer drips a byte or more at a time, a millisecond or more apart, not "
              + chunkBytes
              + " every "
              + pause);
    }
  }

  static Delivery of(Way way) {
    return new Delivery(way, Integer.MAX_VALUE, Duration.ofMillis(1));
  }
}
