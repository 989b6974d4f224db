// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.demoprovider;

import java.time.Duration;

/**
 * What becomes of a refresh token when it is used (RFC 9700 section 4.14.2).
 *
 * @param rotation true: every refresh answers with a new refresh token and spends the old one;
 *     false: the refresh token stays, and the answer carries none
 * @param reuseDetection true: a spent refresh token that comes back after the grace period ends its
 *     whole family, the access tokens included; false: it is refused and nothing else happens
 * @param grace for how long after its first use a spent refresh token is still accepted, each time
 *     with a further new pair; zero for never
 */
public record RefreshTokenPolicy(boolean rotation, boolean reuseDetection, Duration grace) {

  public RefreshTokenPolicy {
    if (grace.isNegative()) {
      throw new IllegalArgumentException("The grace period must not be negative but is " + grace);
    }
  }

  /** Refresh tokens are used again and again. */
  public static RefreshTokenPolicy reusable() {
    return new RefreshTokenPolicy(false, false, Duration.ZERO);
  }

  /** Refresh tokens are for one use; a second use ends the family at once. */
  public static RefreshTokenPolicy rotating() {
    return rotatingWithGrace(Duration.ZERO);
  }

  /** As {@link #rotating()}, but a spent refresh token is accepted for {@code grace} longer. */
  public static RefreshTokenPolicy rotatingWithGrace(Duration grace) {
    return new RefreshTokenPolicy(true, true, grace);
  }
}
