// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.lifecycle;

import io.tokenbroker.broker.lifecycle.Input.CallNotSent;
import java.time.Instant;
import java.util.Optional;

/** What went wrong since the last success, as far as the next try depends on it. */
public sealed interface Trouble {
  /** What a token request waits for, where one revocation at the provider ends a whole grant. */
  String REVOCATION = "revocation_in_flight";

  /** What a refresh waits for, where a call that uses its refresh token is out. */
  String REFRESH_TOKEN = "refresh_token_in_flight";

  /** None. */
  static Trouble none() {
    return new None();
  }

  /** How many tries failed since the plan changed: the back-off grows with it. */
  int failures();

  /** The last one's code. */
  Optional<String> lastError();

  /** Since when there is no success. */
  Optional<Instant> since();

  /** One more failure, which does not change the plan. */
  Trouble failed(String error, Instant now);

  /** Nothing was sent, and whoever sends says when to ask again: that is no failure to count. */
  default Trouble putOff(String error, Instant now) {
    return failures() == 0 ? failed(error, now) : isWait() ? telling(error) : this;
  }

  /**
   * An operator holds calls back. That is what stands in the way now, whatever did before, and it
   * changes neither the plan nor the count.
   */
  default Trouble paused(Instant now) {
    return waiting(CallNotSent.PAUSED, now);
  }

  /**
   * A call that uses the same refresh token is out: that changes neither the plan nor the count.
   */
  default Trouble waitingForRefreshToken(Instant now) {
    return waiting(REFRESH_TOKEN, now);
  }

  private Trouble waiting(String on, Instant now) {
    return failures() == 0 ? failed(on, now) : telling(on);
  }

  /** Whether the last thing in the way was such a call. */
  default boolean waitsForRefreshToken() {
    return lastError().equals(Optional.of(REFRESH_TOKEN));
  }

  /**
   * Something of ours holds a request up that somebody waits for: that changes neither the plan nor
   * the count. How long is counted from when the first such thing did, whatever failed before.
   *
   * @param by {@link CallNotSent#PAUSED} or {@link #REVOCATION}
   */
  default Trouble heldUp(String by, Instant now) {
    return isHeldUp() ? telling(by) : telling(by, now);
  }

  /** Whether the last thing in the way of a refresh was ours. */
  default boolean isWait() {
    return isPaused() || waitsForRefreshToken();
  }

  private boolean isHeldUp() {
    return isPaused() || waitsForRevocation();
  }

  /** Whether the last thing in the way was a revocation. */
  default boolean waitsForRevocation() {
    return lastError().equals(Optional.of(REVOCATION));
  }

  /** Whether a provider that names its error so could be taken for us. */
  static boolean isOurs(String error) {
    return error.equals(CallNotSent.PAUSED)
        || error.equals(REVOCATION)
        || error.equals(REFRESH_TOKEN);
  }

  /** The same with another code to tell. */
  Trouble telling(String error);

  /** The same with another code to tell, since then. */
  Trouble telling(String error, Instant since);

  /** Whether the last thing in the way was a pause. */
  default boolean isPaused() {
    return lastError().equals(Optional.of(CallNotSent.PAUSED));
  }

  /** This reason, unless a pause was the last thing in the way. */
  default String orPaused(String reason) {
    return isPaused() ? CallNotSent.PAUSED : reason;
  }

  /** Whether an earlier call may have used the refresh token up without our knowing. */
  default boolean outcomeUnknown() {
    return this instanceof Replaying || this instanceof LastTry;
  }

  /** From here on a used refresh token may be sent again until then. */
  default Trouble replaying(Instant until, Instant now) {
    return new Replaying(failures() + 1, "outcome_unknown", since().orElse(now), until);
  }

  /** A late reply has shown that the refresh token in flight is spent: it is not sent again. */
  default Trouble spent(Instant now) {
    return new Spent(failures(), lastError().orElse("outcome_unknown"), since().orElse(now));
  }

  /** From here on there is one more try. */
  default Trouble lastTry(String error, Instant now) {
    return new LastTry(0, error, since().orElse(now));
  }

  /** There is some. */
  sealed interface Failure extends Trouble {
    String error();

    Instant failingSince();

    @Override
    default Optional<String> lastError() {
      return Optional.of(error());
    }

    @Override
    default Optional<Instant> since() {
      return Optional.of(failingSince());
    }

    @Override
    default Trouble telling(String next) {
      return telling(next, failingSince());
    }

    /** A wait of ours is nobody's failure: what fails after it begins to fail then. */
    default Instant failingSince(Instant now) {
      return isWait() ? now : failingSince();
    }
  }

  /** None. */
  record None() implements Trouble {
    @Override
    public int failures() {
      return 0;
    }

    @Override
    public Optional<String> lastError() {
      return Optional.empty();
    }

    @Override
    public Optional<Instant> since() {
      return Optional.empty();
    }

    @Override
    public Trouble failed(String error, Instant now) {
      return new Failing(1, error, now);
    }

    @Override
    public Trouble telling(String error) {
      return this;
    }

    @Override
    public Trouble telling(String error, Instant since) {
      return new Failing(1, error, since);
    }
  }

  /** The provider, or the way to it, does not work; the refresh token is as good as before. */
  record Failing(int failures, String error, Instant failingSince) implements Failure {
    @Override
    public Trouble failed(String next, Instant now) {
      return new Failing(failures + 1, next, failingSince(now));
    }

    @Override
    public Trouble telling(String next, Instant since) {
      return new Failing(failures, next, since);
    }
  }

  /**
   * Nobody knows what became of a call, and the provider takes a used refresh token again.
   *
   * @param until for this long
   */
  record Replaying(int failures, String error, Instant failingSince, Instant until)
      implements Failure {
    @Override
    public Trouble failed(String next, Instant now) {
      return new Replaying(failures + 1, next, failingSince(now), until);
    }

    @Override
    public Trouble telling(String next, Instant since) {
      return new Replaying(failures, next, since, until);
    }
  }

  /** Nobody knows what became of a call; the next one that is sent is the last. */
  record LastTry(int failures, String error, Instant failingSince) implements Failure {
    @Override
    public Trouble failed(String next, Instant now) {
      return new LastTry(failures + 1, next, failingSince(now));
    }

    @Override
    public Trouble telling(String next, Instant since) {
      return new LastTry(failures, next, since);
    }
  }

  /**
   * The refresh token in flight is spent: whatever becomes of the call, the next one is another.
   */
  record Spent(int failures, String error, Instant failingSince) implements Failure {
    @Override
    public Trouble failed(String next, Instant now) {
      return new Failing(failures + 1, next, failingSince(now));
    }

    @Override
    public Trouble telling(String next, Instant since) {
      return new Spent(failures, next, since);
    }
  }
}
