// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.process.settings;

import io.smallrye.config.WithDefault;
import io.tokenbroker.process.config.key.Meaning;
import io.tokenbroker.process.config.key.Section;

/** How often what may be done. */
@Section(
    value = "Limits",
    order = 160,
    text =
        "Requests in a minute; so many may also come at once. `0` is no limit. Each gateway counts"
            + " for itself. Whoever is over gets `429` with `Retry-After`. An IPv6 address counts"
            + " by its /64.")
public interface LimitConfig {
  @Meaning(value = "authorizations that are started, for each address", range = "0..2147483647")
  @WithDefault("1200")
  int startPerAddress();

  @Meaning(value = "authorizations that are started, for each tenant", range = "0..2147483647")
  @WithDefault("3000")
  int startPerTenant();

  @Meaning(value = "authorizations that are started, for each user", range = "0..2147483647")
  @WithDefault("60")
  int startPerUser();

  @Meaning(value = "pages for browsers, for each address", range = "0..2147483647")
  @WithDefault("600")
  int callbackPerAddress();

  @Meaning(value = "pages for browsers, for each tenant", range = "0..2147483647")
  @WithDefault("12000")
  int callbackPerTenant();

  @Meaning(value = "pages for browsers, for each user", range = "0..2147483647")
  @WithDefault("240")
  int callbackPerUser();

  @Meaning(value = "disconnections, for each address", range = "0..2147483647")
  @WithDefault("600")
  int disconnectPerAddress();

  @Meaning(value = "disconnections, for each tenant", range = "0..2147483647")
  @WithDefault("1200")
  int disconnectPerTenant();

  @Meaning(value = "disconnections, for each user", range = "0..2147483647")
  @WithDefault("60")
  int disconnectPerUser();

  @Meaning(
      value = "questions what a grant is like (the connections page counts once), for each address",
      range = "0..2147483647")
  @WithDefault("1200")
  int describePerAddress();

  @Meaning(
      value = "questions what a grant is like (the connections page counts once), for each tenant",
      range = "0..2147483647")
  @WithDefault("3000")
  int describePerTenant();

  @Meaning(
      value = "questions what a grant is like (the connections page counts once), for each user",
      range = "0..2147483647")
  @WithDefault("60")
  int describePerUser();

  @Meaning(
      value =
          "refused credentials and refused callbacks in a minute, after which the address gets"
              + " `429` only",
      range = "0..2147483647")
  @WithDefault("60")
  int failuresPerAddress();

  @Meaning(
      value = "authorizations that are started for a user in ten minutes",
      range = "0..2147483647")
  @WithDefault("100")
  int pendingPerUser();

  @Meaning(value = "authorizations that a tenant starts in ten minutes", range = "0..2147483647")
  @WithDefault("10000")
  int pendingPerTenant();

  @Meaning(
      value =
          "authorizations that all tenants start in ten minutes; several times as many as a"
              + " tenant's, so that one can't keep the others from starting",
      range = "0..2147483647")
  @WithDefault("50000")
  int pending();
}
