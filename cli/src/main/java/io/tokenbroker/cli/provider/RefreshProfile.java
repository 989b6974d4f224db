// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.provider;

import io.tokenbroker.event.LifetimeUnit;
import io.tokenbroker.event.RefreshPolicy;
import io.tokenbroker.event.RefreshReplay;
import java.time.Duration;
import java.util.Optional;

/**
 * How a connector's tokens age and are kept fresh. All durations are whole seconds. Immutable.
 *
 * @param policy before every expiry, or only when a runner asks
 * @param defaultLifetime lifetime of a token whose response names none
 * @param margin how long before its expiry a token is refreshed
 * @param earlyRefused whether the provider refuses a refresh before the margin
 * @param expiresInUnit what {@code expires_in} counts
 * @param refreshTokenLifetime how long an unused refresh token lives, where the response is silent
 * @param grantLifetime how long a grant lives from its authorization, however it is refreshed
 * @param reauthorizationNotice how long before a known end it is announced
 * @param replay whether a refresh whose fate is unknown may be sent again
 * @param replayGrace with GRACE: how long a used refresh token is accepted
 */
public record RefreshProfile(
    RefreshPolicy policy,
    Optional<Duration> defaultLifetime,
    Optional<Duration> margin,
    boolean earlyRefused,
    LifetimeUnit expiresInUnit,
    Optional<Duration> refreshTokenLifetime,
    Optional<Duration> grantLifetime,
    Optional<Duration> reauthorizationNotice,
    RefreshReplay replay,
    Optional<Duration> replayGrace) {
  /** What holds where the file says nothing. */
  public static final RefreshProfile DEFAULTS =
      new RefreshProfile(
          RefreshPolicy.PROACTIVE,
          Optional.empty(),
          Optional.empty(),
          false,
          LifetimeUnit.SECONDS,
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          RefreshReplay.NEVER,
          Optional.empty());

  /** These with another margin. */
  public RefreshProfile withMargin(Duration other) {
    return new RefreshProfile(
        policy,
        defaultLifetime,
        Optional.of(other),
        earlyRefused,
        expiresInUnit,
        refreshTokenLifetime,
        grantLifetime,
        reauthorizationNotice,
        replay,
        replayGrace);
  }

  /** These for a provider that accepts a used refresh token for a while. */
  public RefreshProfile withReplayGrace(Duration grace) {
    return new RefreshProfile(
        policy,
        defaultLifetime,
        margin,
        earlyRefused,
        expiresInUnit,
        refreshTokenLifetime,
        grantLifetime,
        reauthorizationNotice,
        RefreshReplay.GRACE,
        Optional.of(grace));
  }
}
