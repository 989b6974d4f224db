// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.connector;

import io.tokenbroker.event.LifetimeUnit;
import io.tokenbroker.event.RefreshPolicy;
import io.tokenbroker.event.RefreshReplay;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The keys of a connector that say how its tokens are kept fresh. */
final class RefreshKeys {
  static final List<String> KEYS =
      List.of(
          "refreshPolicy",
          "defaultLifetime",
          "refreshMargin",
          "earlyRefresh",
          "expiresInUnit",
          "refreshTokenLifetime",
          "grantLifetime",
          "reauthorizationNotice",
          "refreshReplay",
          "refreshReplayGrace");

  private RefreshKeys() {}

  static RefreshProfile read(Section section) {
    Optional<Duration> margin = section.duration("refreshMargin");
    RefreshReplay replay =
        section.choice(
            "refreshReplay",
            Map.of(
                "never", RefreshReplay.NEVER,
                "grace", RefreshReplay.GRACE,
                "safe", RefreshReplay.SAFE),
            RefreshReplay.NEVER);
    return new RefreshProfile(
        section.choice(
            "refreshPolicy",
            Map.of("proactive", RefreshPolicy.PROACTIVE, "on-demand", RefreshPolicy.ON_DEMAND),
            RefreshPolicy.PROACTIVE),
        section.duration("defaultLifetime"),
        margin,
        earlyRefused(section, margin.isPresent()),
        section.choice(
            "expiresInUnit",
            Map.of("seconds", LifetimeUnit.SECONDS, "milliseconds", LifetimeUnit.MILLISECONDS),
            LifetimeUnit.SECONDS),
        section.duration("refreshTokenLifetime"),
        section.duration("grantLifetime"),
        section.duration("reauthorizationNotice"),
        replay,
        grace(section, replay));
  }

  private static boolean earlyRefused(Section section, boolean hasMargin) {
    boolean refused = section.isRefused("earlyRefresh", false);
    if (refused && !hasMargin) {
      throw section.fault(
          "earlyRefresh", "is refused, but there is no refreshMargin that says what is early");
    }
    return refused;
  }

  private static Optional<Duration> grace(Section section, RefreshReplay replay) {
    Optional<Duration> grace = section.duration("refreshReplayGrace");
    if (grace.isPresent() != (replay == RefreshReplay.GRACE)) {
      throw section.fault(
          "refreshReplayGrace",
          grace.isPresent()
              ? "goes with refreshReplay: grace only"
              : "is missing, refreshReplay: grace needs it");
    }
    return grace;
  }
}
