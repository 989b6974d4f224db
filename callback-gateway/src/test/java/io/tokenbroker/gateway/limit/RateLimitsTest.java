// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tokenbroker.key.TokenKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RateLimitsTest {
  private static final TokenKey ALICE = TokenKey.personal("acme", "crm", "alice");
  private static final TokenKey BOB = TokenKey.personal("acme", "crm", "bob");
  private static final TokenKey RIVAL = TokenKey.personal("globex", "crm", "alice");

  private final Time time = new Time();
  private final RateLimits limits =
      new RateLimits(
          new LimitSettings(
              new LimitSettings.PerMinute(100, 4, 2),
              new LimitSettings.PerMinute(3, 0, 2),
              new LimitSettings.PerMinute(0, 0, 1),
              new LimitSettings.PerMinute(0, 0, 1),
              3,
              0,
              5,
              6),
          time);

  @Test
  void aUserWhoAsksTooOftenIsRefusedAndOthersAreNot() {
    take(LimitedAction.START, ALICE, 2);

    assertThat(refusal(LimitedAction.START, ALICE).limit()).isEqualTo("start_per_user");
    assertThatCode(() -> limits.count(LimitedAction.START, BOB)).doesNotThrowAnyException();
    assertThatCode(() -> limits.count(LimitedAction.START, RIVAL)).doesNotThrowAnyException();
  }

  /** Names may hold anything, a slash too. */
  @Test
  void aUserWhoseNameEndsLikeAnotherTenantsDoesNotUseUpThatOnesLimit() {
    take(LimitedAction.START, TokenKey.personal("acme", "crm", "east/alice"), 2);

    take(LimitedAction.START, TokenKey.personal("acme/east", "crm", "alice"), 2);
  }

  @Test
  void aUserWhoGoesOnAskingDoesNotUseUpTheTenantsLimit() {
    take(LimitedAction.START, ALICE, 2);
    for (int i = 0; i < 10; i++) {
      assertThat(refusal(LimitedAction.START, ALICE).limit()).isEqualTo("start_per_user");
    }

    take(LimitedAction.START, BOB, 2);
  }

  @Test
  void itIsSaidWhenToComeAgainAndThenItWorks() {
    take(LimitedAction.START, ALICE, 2);
    long seconds = refusal(LimitedAction.START, ALICE).retryAfterSeconds();

    assertThat(seconds).isEqualTo(30);
    time.now = time.now.plusSeconds(seconds);
    take(LimitedAction.START, ALICE, 1);
  }

  @Test
  void aTenantsLimitHoldsForAllItsUsersTogether() {
    take(LimitedAction.START, ALICE, 2);
    take(LimitedAction.START, BOB, 2);

    assertThat(refusal(LimitedAction.START, TokenKey.personal("acme", "crm", "carol")).limit())
        .isEqualTo("start_per_tenant");
  }

  @Test
  void actionsAreCountedSeparately() {
    take(LimitedAction.START, ALICE, 2);
    take(LimitedAction.CALLBACK, ALICE, 2);
    take(LimitedAction.DISCONNECT, ALICE, 1);

    assertThat(refusal(LimitedAction.DISCONNECT, ALICE).limit()).isEqualTo("disconnect_per_user");
  }

  @Test
  void whatWasStartedCountsAsPendingForTenMinutes() {
    for (int minute = 0; minute < 5; minute++) {
      take(LimitedAction.START, ALICE, 1);
      time.now = time.now.plusSeconds(30);
    }
    // Five in a row at this pace, and two have come back since: a slower refill than a minute's.
    take(LimitedAction.START, BOB, 1);

    assertThat(refusal(LimitedAction.START, BOB).limit()).isEqualTo("pending_per_tenant");
    take(LimitedAction.START, RIVAL, 1);
  }

  @Test
  void ofWhatIsPendingAUserHasAShareOfTheTenantsAndATenantOfAll() {
    RateLimits shares = new RateLimits(pendingOnly(2, 4, 12), time);
    start(shares, "acme", "alice", 2);
    for (int i = 0; i < 10; i++) {
      assertThat(pendingRefusal(shares, "acme", "alice")).isEqualTo("pending_per_user");
    }
    start(shares, "acme", "bob", 2);
    for (int i = 0; i < 20; i++) {
      assertThat(pendingRefusal(shares, "acme", "user " + i)).isEqualTo("pending_per_tenant");
    }

    start(shares, "globex", "alice", 2);
    start(shares, "globex", "bob", 2);
    time.now = time.now.plus(Duration.ofMinutes(10));
    start(shares, "acme", "alice", 2);
  }

  @Test
  void theDefaultsLeaveRoomForOthersWhateverOneTenantOrUserDoes() {
    LimitSettings defaults = LimitSettings.DEFAULT;

    assertThat(defaults.pendingPerTenant()).isLessThanOrEqualTo(defaults.pending() / 5);
    assertThat(defaults.pendingPerUser()).isLessThanOrEqualTo(defaults.pendingPerTenant() / 100);
  }

  @Test
  void anAddressIsCountedBeforeAnythingIsKnownOfTheRequest() {
    for (int i = 0; i < 3; i++) {
      limits.countAddress(LimitedAction.CALLBACK, "192.0.2.1");
    }

    assertThatExceptionOfType(TooManyRequestsException.class)
        .isThrownBy(() -> limits.countAddress(LimitedAction.CALLBACK, "192.0.2.1"))
        .extracting(TooManyRequestsException::limit)
        .isEqualTo("callback_per_address");
    limits.countAddress(LimitedAction.CALLBACK, "192.0.2.2");
  }

  @Test
  void anAddressOfWhichTooMuchWasRefusedGetsNoOtherAnswer() {
    for (int i = 0; i < 3; i++) {
      limits.checkFailures("192.0.2.1");
      limits.countFailure("192.0.2.1");
    }

    assertThatExceptionOfType(TooManyRequestsException.class)
        .isThrownBy(() -> limits.checkFailures("192.0.2.1"));
    time.now = time.now.plus(Duration.ofMinutes(1));
    limits.checkFailures("192.0.2.1");
  }

  @Test
  void zeroIsNoLimit() {
    RateLimits none = new RateLimits(LimitSettings.NONE, time);
    for (int i = 0; i < 1_000; i++) {
      none.count(LimitedAction.START, ALICE);
      none.countAddress(LimitedAction.START, "192.0.2.1");
      none.countFailure("192.0.2.1");
    }
    none.checkFailures("192.0.2.1");
    assertThat(LimitSettings.NONE.of(LimitedAction.START).user()).isZero();
  }

  @Test
  void bucketsAreBoundedInNumber() {
    Buckets buckets = new Buckets(1_000, Duration.ofMinutes(1), time);
    for (int i = 0; i < 20_000; i++) {
      assertThat(buckets.take("name " + i, 5, Duration.ofMinutes(1))).isEmpty();
    }

    assertThat(buckets.count()).isLessThanOrEqualTo(1_000);
  }

  @Test
  void aFloodOfNewNamesDoesNotResetTheBucketOfOneThatGoesOnAsking() {
    Buckets buckets = new Buckets(1_000, Duration.ofMinutes(1), time);
    int passed = 0;
    for (int i = 0; i < 20_000; i++) {
      assertThat(buckets.take("other " + i, 5, Duration.ofMinutes(1))).isEmpty();
      // As an attacker does who makes names to have his bucket evicted, and tries now and then.
      if (i % 10 == 0 && buckets.take("attacker", 5, Duration.ofMinutes(1)).isEmpty()) {
        passed++;
      }
    }

    assertThat(passed).isEqualTo(5);
  }

  private static LimitSettings pendingOnly(int user, int tenant, int all) {
    LimitSettings.PerMinute none = new LimitSettings.PerMinute(0, 0, 0);
    return new LimitSettings(none, none, none, none, 0, user, tenant, all);
  }

  private static void start(RateLimits limits, String tenant, String user, int times) {
    for (int i = 0; i < times; i++) {
      limits.count(LimitedAction.START, tenant, Optional.of(user));
    }
  }

  private static String pendingRefusal(RateLimits limits, String tenant, String user) {
    try {
      limits.count(LimitedAction.START, tenant, Optional.of(user));
      return "none";
    } catch (TooManyRequestsException e) {
      return e.limit();
    }
  }

  private void take(LimitedAction action, TokenKey key, int times) {
    for (int i = 0; i < times; i++) {
      limits.count(action, key);
    }
  }

  private TooManyRequestsException refusal(LimitedAction action, TokenKey key) {
    Optional<TooManyRequestsException> refused;
    try {
      limits.count(action, key);
      refused = Optional.empty();
    } catch (TooManyRequestsException e) {
      refused = Optional.of(e);
    }
    assertThat(refused).isPresent();
    return refused.orElseThrow();
  }

  private static final class Time extends Clock {
    private Instant now = Instant.parse("2030-01-01T00:00:00Z");

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return now;
    }
  }
}
