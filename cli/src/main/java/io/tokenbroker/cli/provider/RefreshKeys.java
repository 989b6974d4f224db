// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.provider;

import io.tokenbroker.cli.yaml.Key;
import io.tokenbroker.cli.yaml.Section;
import io.tokenbroker.cli.yaml.ValueType;
import io.tokenbroker.event.LifetimeUnit;
import io.tokenbroker.event.RefreshPolicy;
import io.tokenbroker.event.RefreshReplay;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The keys that say how tokens age and are kept fresh. */
final class RefreshKeys {
  static final Key<RefreshPolicy> POLICY =
      Key.words(
          "refreshPolicy",
          Map.of("proactive", RefreshPolicy.PROACTIVE, "on-demand", RefreshPolicy.ON_DEMAND),
          "Refreshed before every expiry, or when a runner asks.");
  static final Key<Duration> DEFAULT_LIFETIME =
      new Key<>(
          "defaultLifetime",
          ValueType.duration(),
          "Lifetime of an access token whose response names none.");
  static final Key<Duration> MARGIN =
      new Key<>(
          "refreshMargin",
          ValueType.duration(),
          "How long before its expiry an access token is refreshed.");
  static final Key<Boolean> EARLY_REFUSED =
      Key.words(
          "earlyRefresh",
          Map.of("allowed", false, "refused", true),
          "Whether the provider refuses a refresh before the margin.");
  static final Key<LifetimeUnit> UNIT =
      Key.words(
          "expiresInUnit",
          Map.of("seconds", LifetimeUnit.SECONDS, "milliseconds", LifetimeUnit.MILLISECONDS),
          "What the provider's expires_in counts.");
  static final Key<Duration> REFRESH_TOKEN_LIFETIME =
      new Key<>(
          "refreshTokenLifetime",
          ValueType.duration(),
          "How long a refresh token lives that is not used, where the response is silent.");
  static final Key<Duration> GRANT_LIFETIME =
      new Key<>(
          "grantLifetime",
          ValueType.duration(),
          "How long a grant lives from its authorization, however often it is refreshed.");
  static final Key<Duration> NOTICE =
      new Key<>(
          "reauthorizationNotice",
          ValueType.duration(),
          "How long before a known end it is announced.");
  static final Key<RefreshReplay> REPLAY =
      Key.words(
          "refreshReplay",
          Map.of(
              "never", RefreshReplay.NEVER,
              "grace", RefreshReplay.GRACE,
              "safe", RefreshReplay.SAFE),
          "Whether a refresh whose reply was lost may be sent again: never, for a while, or always"
              + " because refresh tokens are reusable.");
  static final Key<Duration> REPLAY_GRACE =
      new Key<>(
          "refreshReplayGrace",
          ValueType.duration(),
          "With refreshReplay: grace: how long the provider accepts a used refresh token.");

  static final List<Key<?>> KEYS =
      List.of(
          POLICY,
          DEFAULT_LIFETIME,
          MARGIN,
          EARLY_REFUSED,
          UNIT,
          REFRESH_TOKEN_LIFETIME,
          GRANT_LIFETIME,
          NOTICE,
          REPLAY,
          REPLAY_GRACE);

  private RefreshKeys() {}

  static RefreshProfile read(Section section) {
    RefreshReplay replay = REPLAY.read(section, RefreshReplay.NEVER);
    return new RefreshProfile(
        POLICY.read(section, RefreshPolicy.PROACTIVE),
        DEFAULT_LIFETIME.find(section),
        MARGIN.find(section),
        earlyRefused(section),
        UNIT.read(section, LifetimeUnit.SECONDS),
        REFRESH_TOKEN_LIFETIME.find(section),
        GRANT_LIFETIME.find(section),
        NOTICE.find(section),
        replay,
        grace(section, replay));
  }

  private static boolean earlyRefused(Section section) {
    boolean refused = EARLY_REFUSED.read(section, false);
    if (refused && !section.has(MARGIN.name())) {
      throw section.fault(
          EARLY_REFUSED.name(),
          "is refused, but there is no refreshMargin that says what is early");
    }
    return refused;
  }

  private static Optional<Duration> grace(Section section, RefreshReplay replay) {
    if (replay == RefreshReplay.GRACE) {
      return Optional.of(
          REPLAY_GRACE
              .find(section)
              .orElseThrow(
                  () ->
                      section.fault(
                          REPLAY_GRACE.name(), "is missing, refreshReplay: grace needs it")));
    }
    Pointless.refuse(section, REPLAY_GRACE, REPLAY, "goes with refreshReplay: grace only");
    return Optional.empty();
  }
}
