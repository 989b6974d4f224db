// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.world;

import io.tokenbroker.broker.lifecycle.ConnectorPolicy.RefreshReplay;
import io.tokenbroker.broker.lifecycle.Effect;
import io.tokenbroker.broker.lifecycle.Input.FailureClass;
import io.tokenbroker.broker.lifecycle.TokenResponse;
import io.tokenbroker.secrets.Secret;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A token endpoint as strict as its kind: refresh tokens that are reusable, of one use with a grace
 * window, or of one use; a used one that comes back too late ends its family.
 */
final class SimulatedProvider {
  static final Duration LIFETIME = Duration.ofHours(1);
  static final Duration CODE_LIVES = Duration.ofMinutes(10);
  private static final int POLLS_UNTIL_DECIDED = 4;

  /** What the provider does with a request that reaches it. */
  sealed interface Reply {}

  record Success(Optional<TokenResponse> response) implements Reply {}

  record Refusal(FailureClass failureClass, String error) implements Reply {}

  record Pushed(String requestUri) implements Reply {}

  record DeviceCode(Secret code) implements Reply {}

  /** A person at another device, who decides when the provider has been asked a few times. */
  private static final class Device {
    private final boolean agrees;
    private final Instant until;
    private int polls;
    private boolean used;

    Device(boolean agrees, Instant until) {
      this.agrees = agrees;
      this.until = until;
    }
  }

  /** All tokens that one authorization led to. */
  private static final class Family {
    private boolean alive = true;
  }

  private record Known(Family family, Optional<Instant> spentAt) {}

  private final RefreshReplay kind;
  private final boolean wholeGrant;
  private final boolean rotatesAtTimes;
  private final Map<Secret, Known> refreshTokens = new HashMap<>();
  private final Map<Secret, Family> accessTokens = new HashMap<>();
  private final Set<Secret> codes = new HashSet<>();
  private final Map<Secret, Device> devices = new HashMap<>();
  private boolean personAgrees = true;
  private int deviceReplays;
  private int issued;
  private int reuses;
  private int codeReplays;

  /**
   * @param kind what becomes of used refresh tokens
   * @param wholeGrant whether revoking one token ends all that the person has granted
   * @param rotatesAtTimes whether a refresh token of one use is good for another one now and then
   */
  SimulatedProvider(RefreshReplay kind, boolean wholeGrant, boolean rotatesAtTimes) {
    this.kind = kind;
    this.wholeGrant = wholeGrant;
    this.rotatesAtTimes = rotatesAtTimes;
  }

  Reply handle(Effect.Call call, Instant now) {
    if (call instanceof Effect.Exchange exchange) {
      return exchange(exchange);
    }
    if (call instanceof Effect.Refresh refresh) {
      return refresh(refresh.refreshToken(), now);
    }
    if (call instanceof Effect.Revoke revoke) {
      return revoke(revoke.token());
    }
    if (call instanceof Effect.PushAuthorizationRequest) {
      issued++;
      return new Pushed("urn:request:" + issued);
    }
    if (call instanceof Effect.DeviceAuthorization) {
      Secret code = secret("device");
      devices.put(code, new Device(personAgrees, now.plus(CODE_LIVES)));
      return new DeviceCode(code);
    }
    if (call instanceof Effect.TokenExchange) {
      return issue(new Family(), true);
    }
    if (call instanceof Effect.DeviceToken poll) {
      return poll(Optional.ofNullable(devices.get(poll.deviceCode())).orElseThrow(), now);
    }
    return new Refusal(FailureClass.CONFIGURATION, "unsupported_grant_type");
  }

  /** What the next person who is sent to another device does there. */
  void nextPersonAgrees(boolean agrees) {
    personAgrees = agrees;
  }

  private Reply poll(Device device, Instant now) {
    device.polls++;
    if (device.used) {
      deviceReplays++;
      return new Refusal(FailureClass.REAUTHORIZE, "invalid_grant");
    }
    if (!now.isBefore(device.until)) {
      return new Refusal(FailureClass.CONFIGURATION, "expired_token");
    }
    if (device.polls == 1) {
      return new Refusal(FailureClass.TRANSIENT, "slow_down");
    }
    if (device.polls < POLLS_UNTIL_DECIDED) {
      return new Refusal(FailureClass.TRANSIENT, "authorization_pending");
    }
    if (!device.agrees) {
      return new Refusal(FailureClass.CONFIGURATION, "access_denied");
    }
    device.used = true;
    return issue(new Family(), true);
  }

  /** How often a device code was sent after it had been used. */
  int deviceReplays() {
    return deviceReplays;
  }

  /** A refresh token that another system holds. */
  Secret handedOutElsewhere() {
    Secret token = secret("rt");
    refreshTokens.put(token, new Known(new Family(), Optional.empty()));
    return token;
  }

  /** Whether a used refresh token is of no more use. */
  boolean rotates() {
    return !(kind instanceof RefreshReplay.Safe);
  }

  /** Whether it would be taken now, without harm. */
  boolean isGood(Secret refreshToken) {
    Known known = refreshTokens.get(refreshToken);
    return known != null && known.family().alive && known.spentAt().isEmpty();
  }

  /** Whether both came of one authorization. */
  boolean areKin(Secret one, Secret other) {
    return refreshTokens.containsKey(one)
        && refreshTokens.containsKey(other)
        && refreshTokens.get(one).family() == refreshTokens.get(other).family();
  }

  /** Whether revoking the one ends the other: a spent one, too, ends what came of it. */
  boolean endsWith(Secret refreshToken, Secret revoked) {
    Known known = refreshTokens.get(refreshToken);
    Family family =
        refreshTokens.containsKey(revoked)
            ? refreshTokens.get(revoked).family()
            : accessTokens.get(revoked);
    return known != null && known.family().alive && (wholeGrant || known.family() == family);
  }

  /** How often a spent refresh token was used again outside of its grace. */
  int reuses() {
    return reuses;
  }

  int codeReplays() {
    return codeReplays;
  }

  private Reply exchange(Effect.Exchange exchange) {
    if (!codes.add(exchange.code())) {
      codeReplays++;
      return new Refusal(FailureClass.REAUTHORIZE, "invalid_grant");
    }
    return issue(new Family(), true);
  }

  private Reply refresh(Secret token, Instant now) {
    Known known = refreshTokens.get(token);
    if (known == null || !known.family().alive) {
      return new Refusal(FailureClass.REAUTHORIZE, "invalid_grant");
    }
    if (kind instanceof RefreshReplay.Safe) {
      return issue(known.family(), false);
    }
    if (known.spentAt().isPresent() && !isInGrace(known.spentAt().get(), now)) {
      reuses++;
      known.family().alive = false;
      return new Refusal(FailureClass.REAUTHORIZE, "invalid_grant");
    }
    if (rotatesAtTimes && known.spentAt().isEmpty() && issued % 2 == 0) {
      return issue(known.family(), false);
    }
    refreshTokens.put(token, new Known(known.family(), known.spentAt().or(() -> Optional.of(now))));
    return issue(known.family(), true);
  }

  private boolean isInGrace(Instant spentAt, Instant now) {
    return kind instanceof RefreshReplay.Grace grace && !now.isAfter(spentAt.plus(grace.window()));
  }

  private Reply revoke(Secret token) {
    if (wholeGrant && (refreshTokens.containsKey(token) || accessTokens.containsKey(token))) {
      refreshTokens.values().forEach(known -> known.family().alive = false);
    }
    Optional.ofNullable(refreshTokens.get(token)).ifPresent(known -> known.family().alive = false);
    accessTokens.remove(token);
    return new Success(Optional.empty());
  }

  private Reply issue(Family family, boolean withRefreshToken) {
    Secret accessToken = secret("at");
    accessTokens.put(accessToken, family);
    Optional<Secret> refreshToken = Optional.empty();
    if (withRefreshToken) {
      refreshToken = Optional.of(secret("rt"));
      refreshTokens.put(refreshToken.get(), new Known(family, Optional.empty()));
    }
    return new Success(
        Optional.of(
            new TokenResponse(
                accessToken,
                "Bearer",
                Optional.of(LIFETIME),
                refreshToken,
                Optional.empty(),
                Optional.empty(),
                Optional.of("ada"),
                Map.of(),
                Optional.empty())));
  }

  private Secret secret(String what) {
    issued++;
    return Secret.of(what + "-" + issued);
  }
}
