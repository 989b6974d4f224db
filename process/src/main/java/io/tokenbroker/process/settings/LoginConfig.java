// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.process.settings;

import io.smallrye.config.WithDefault;
import io.tokenbroker.process.config.key.Meaning;
import io.tokenbroker.process.config.key.Section;
import io.tokenbroker.secrets.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Where people log in. */
@Section(
    value = "Login of people",
    order = 150,
    text =
        "For the connections page and for connectors with `binding: login`;"
            + " [operators.md](operators.md#people-who-log-in) says how to register the gateway.")
public interface LoginConfig {
  /** What people may do with grants that all share. */
  enum Shared {
    HIDDEN,
    SEEN,
    MANAGED
  }

  @Meaning(
      value =
          "the OpenID provider's issuer identifier, exactly as in its metadata; https, or plain"
              + " http on loopback",
      otherwise = "nobody can log in",
      needs = {"login.client-id", "login.tenant|login.tenant-claim"})
  Optional<URI> issuer();

  @Meaning(value = "the gateway's client id there", otherwise = "none", needs = "login.issuer")
  Optional<String> clientId();

  @Meaning(
      value = "the client's secret",
      otherwise = "a public client, with PKCE only",
      secret = true,
      needs = "login.issuer")
  Optional<Secret> clientSecret();

  @Meaning("the scopes that are asked for, with spaces between; `openid` is one of them")
  @WithDefault("openid profile")
  String scopes();

  @Meaning(value = "the tenant of all who log in", otherwise = "what the claim says")
  Optional<String> tenant();

  @Meaning(value = "the claim that names the tenant", otherwise = "a fixed tenant")
  Optional<String> tenantClaim();

  @Meaning("the claim that is the user in token keys: what applications send as `user`")
  @WithDefault("sub")
  String userClaim();

  @Meaning("the claim with the name that pages show")
  @WithDefault("name")
  String nameClaim();

  @Meaning("what people may do with grants that all share")
  @WithDefault("seen")
  Shared shared();

  @Meaning(
      value = "the claim (a text or a list) whose values allow more",
      otherwise = "none",
      example = "groups")
  Optional<String> sharedClaim();

  @Meaning(
      value = "its values with which shared grants are seen",
      otherwise = "none",
      needs = "login.shared-claim")
  Optional<List<String>> sharedSeenBy();

  @Meaning(
      value = "its values with which shared grants are connected and disconnected",
      otherwise = "none",
      needs = "login.shared-claim")
  Optional<List<String>> sharedManagedBy();

  @Meaning(value = "how long a login lasts", range = "PT0.001S..P30D")
  @WithDefault("PT8H")
  Duration session();
}
