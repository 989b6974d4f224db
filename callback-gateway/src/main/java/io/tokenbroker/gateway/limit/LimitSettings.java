// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.limit;

/**
 * How often something may be done. Zero is no limit.
 *
 * @param start see {@link LimitedAction#START}
 * @param callback see {@link LimitedAction#CALLBACK}
 * @param disconnect see {@link LimitedAction#DISCONNECT}
 * @param describe see {@link LimitedAction#DESCRIBE}
 * @param failuresPerAddress refused credentials and refused callbacks in a minute, after which the
 *     address gets no other answer
 * @param pendingPerUser authorizations that may be started for one user in ten minutes, which is as
 *     long as one is pending
 * @param pendingPerTenant the same for all of a tenant
 * @param pending the same for all tenants together: several times a tenant's, so that none can keep
 *     the others from starting
 */
public record LimitSettings(
    PerMinute start,
    PerMinute callback,
    PerMinute disconnect,
    PerMinute describe,
    int failuresPerAddress,
    int pendingPerUser,
    int pendingPerTenant,
    int pending) {

  /** What holds where nothing is set. */
  public static final LimitSettings DEFAULT =
      new LimitSettings(
          new PerMinute(1_200, 3_000, 60),
          new PerMinute(600, 12_000, 240),
          new PerMinute(600, 1_200, 60),
          new PerMinute(1_200, 3_000, 60),
          60,
          100,
          10_000,
          50_000);

  /** Nothing is limited: for load tests, and where something in front does it. */
  public static final LimitSettings NONE =
      new LimitSettings(
          new PerMinute(0, 0, 0),
          new PerMinute(0, 0, 0),
          new PerMinute(0, 0, 0),
          new PerMinute(0, 0, 0),
          0,
          0,
          0,
          0);

  /**
   * Limits of one action in a minute, which may be used up at once.
   *
   * @param address for one address (an application's back end has one address for all its users)
   * @param tenant for all of a tenant
   * @param user for one user of a tenant
   */
  public record PerMinute(int address, int tenant, int user) {
    public PerMinute {
      notNegative(address);
      notNegative(tenant);
      notNegative(user);
    }
  }

  /**
   * Checks the settings.
   *
   * @throws IllegalArgumentException if one is negative
   */
  public LimitSettings {
    notNegative(failuresPerAddress);
    notNegative(pendingPerUser);
    notNegative(pendingPerTenant);
    notNegative(pending);
  }

  PerMinute of(LimitedAction action) {
    return switch (action) {
      case START -> start;
      case CALLBACK -> callback;
      case DISCONNECT -> disconnect;
      case DESCRIBE -> describe;
    };
  }

  private static void notNegative(int limit) {
    if (limit < 0) {
      throw new IllegalArgumentException("a limit is 0 (none) or more, not " + limit);
    }
  }
}
