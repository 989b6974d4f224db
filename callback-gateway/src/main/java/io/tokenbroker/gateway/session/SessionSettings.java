// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.session;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How long people's sessions last, and where they log in.
 *
 * @param loginLifetime of a session that began with a login, up to 30 days
 * @param linkLifetime of a session that began with an application's link, up to a day
 * @param endedBefore sessions that had begun before are over; empty: only those whose time is
 * @param login where people log in; empty where they can't
 */
public record SessionSettings(
    Duration loginLifetime,
    Duration linkLifetime,
    Optional<Instant> endedBefore,
    Optional<LoginSettings> login) {
  private static final Duration MAX_LOGIN = Duration.ofDays(30);
  private static final Duration MAX_LINK = Duration.ofDays(1);

  /** What holds where nothing is set: nobody can log in. */
  public static final SessionSettings DEFAULT =
      new SessionSettings(
          Duration.ofHours(8), Duration.ofHours(1), Optional.empty(), Optional.empty());

  /**
   * Checks the settings.
   *
   * @throws IllegalArgumentException if one is out of its range; the message says which and why
   */
  public SessionSettings {
    check("a login's session", loginLifetime, MAX_LOGIN);
    check("a link's session", linkLifetime, MAX_LINK);
  }

  public SessionSettings withLogin(LoginSettings settings) {
    return new SessionSettings(loginLifetime, linkLifetime, endedBefore, Optional.of(settings));
  }

  public SessionSettings withEndedBefore(Instant time) {
    return new SessionSettings(loginLifetime, linkLifetime, Optional.of(time), login);
  }

  private static void check(String what, Duration value, Duration max) {
    if (value.isNegative() || value.isZero() || value.compareTo(max) > 0) {
      throw new IllegalArgumentException(what + " must last up to " + max + ", not " + value);
    }
  }
}
