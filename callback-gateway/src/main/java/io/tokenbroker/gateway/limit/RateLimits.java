// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.limit;

import io.tokenbroker.key.TokenKey;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * Counts what is done, by address, tenant and user, and refuses what is too much. Each gateway
 * counts for itself: with three of them a limit is up to three times as high. Thread-safe.
 *
 * <p>A new name of a user costs a token of its tenant's bucket first, and a new address a
 * connection from it, so nobody can fill the memory with names at will.
 */
public final class RateLimits {
  private static final int MAX_ADDRESSES = 50_000;
  private static final int MAX_USERS = 40_000;
  private static final int MAX_TENANTS = 10_000;
  private static final Duration MINUTE = Duration.ofMinutes(1);

  /** As long as a flow that was started may be pending. */
  private static final Duration PENDING = Duration.ofMinutes(10);

  private static final String ALL = "";
  private static final String KEY = "tokenbroker.limits";

  private final LimitSettings settings;
  private final Buckets addresses;
  private final Buckets tenants;
  private final Buckets users;
  private final Buckets pendingUsers;
  private final Buckets pending;

  public RateLimits(LimitSettings settings, Clock clock) {
    this.settings = settings;
    this.addresses = new Buckets(MAX_ADDRESSES, MINUTE, clock);
    this.tenants = new Buckets(MAX_TENANTS, MINUTE, clock);
    this.users = new Buckets(MAX_USERS, MINUTE, clock);
    this.pendingUsers = new Buckets(MAX_USERS, PENDING, clock);
    this.pending = new Buckets(MAX_TENANTS, PENDING, clock);
  }

  /** Makes the limits known to the routes of a request. */
  public void putOn(RoutingContext rc) {
    rc.put(KEY, this);
  }

  /** The limits that hold for a request. */
  public static RateLimits of(RoutingContext rc) {
    RateLimits limits = rc.get(KEY);
    return limits;
  }

  /**
   * Counts an action of an address, before anything is known of the request.
   *
   * @throws TooManyRequestsException if it is too much, or too much of the address was refused
   */
  public void countAddress(LimitedAction action, String address) {
    checkFailures(address);
    require(
        action,
        "per_address",
        addresses.take(key(action, address), settings.of(action).address(), MINUTE));
  }

  /**
   * Refuses an address of which too much was refused lately.
   *
   * @throws TooManyRequestsException then
   */
  public void checkFailures(String address) {
    require(
        "failures_per_address",
        addresses.look(failures(address), settings.failuresPerAddress(), MINUTE));
  }

  /** Counts a refused credential or callback against its address. */
  public void countFailure(String address) {
    var unused = addresses.take(failures(address), settings.failuresPerAddress(), MINUTE);
  }

  /**
   * Counts an action on a grant, for its tenant and its user.
   *
   * @throws TooManyRequestsException if it is too much
   */
  public void count(LimitedAction action, TokenKey key) {
    count(action, key.tenant(), key.owner().user());
  }

  /**
   * Counts an action of a tenant, and of one of its users. A start counts as pending too.
   *
   * @throws TooManyRequestsException if it is too much
   */
  public void count(LimitedAction action, String tenant, Optional<String> user) {
    LimitSettings.PerMinute limits = settings.of(action);
    boolean starts = action == LimitedAction.START;
    // First of all: a user who goes on asking must not use up what the tenant's others may do.
    user.ifPresent(
        name -> {
          require(
              action,
              "per_user",
              users.look(key(action, user(tenant, name)), limits.user(), MINUTE));
          if (starts) {
            require(
                "pending_per_user",
                pendingUsers.look(user(tenant, name), settings.pendingPerUser(), PENDING));
          }
        });
    require(action, "per_tenant", tenants.take(key(action, tenant), limits.tenant(), MINUTE));
    user.ifPresent(
        name ->
            require(
                action,
                "per_user",
                users.take(key(action, user(tenant, name)), limits.user(), MINUTE)));
    if (starts) {
      countPending(tenant, user);
    }
  }

  private void countPending(String tenant, Optional<String> user) {
    // Before what all share: a tenant that goes on asking must not use up what is the others'.
    require("pending_per_tenant", pending.take(tenant, settings.pendingPerTenant(), PENDING));
    user.ifPresent(
        name ->
            require(
                "pending_per_user",
                pendingUsers.take(user(tenant, name), settings.pendingPerUser(), PENDING)));
    require("pending", pending.take(ALL, settings.pending(), PENDING));
  }

  private static String key(LimitedAction action, String name) {
    return action.name() + '/' + name;
  }

  /** Both names may hold any character: the length keeps them apart. */
  private static String user(String tenant, String name) {
    return tenant.length() + "/" + tenant + '/' + name;
  }

  private static String failures(String address) {
    return "failures/" + address;
  }

  private static void require(LimitedAction action, String whose, Optional<Duration> wait) {
    if (wait.isPresent()) {
      require(action.name().toLowerCase(Locale.ROOT) + "_" + whose, wait);
    }
  }

  private static void require(String limit, Optional<Duration> wait) {
    wait.ifPresent(
        duration -> {
          throw new TooManyRequestsException(limit, duration);
        });
  }
}
