// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.provider;

import io.tokenbroker.cli.provider.ProviderEndpoints.PushedRequests;
import io.tokenbroker.cli.yaml.Key;
import io.tokenbroker.cli.yaml.Section;
import io.tokenbroker.cli.yaml.ValueType;
import java.net.URI;
import java.util.List;
import java.util.Map;

/** The keys that say where a provider is reached. */
final class EndpointKeys {
  static final Key<String> ISSUER =
      new Key<>(
          "issuer",
          ValueType.endpoint().as(URI::toString),
          "Issuer identifier (RFC 8414); its metadata names the endpoints that are missing here.");
  static final Key<URI> AUTHORIZATION =
      new Key<>(
          "authorizationEndpoint", ValueType.endpoint(), "Where the browser is sent (RFC 6749).");
  static final Key<URI> TOKEN =
      new Key<>("tokenEndpoint", ValueType.endpoint(), "Where codes and refresh tokens are sent.");
  static final Key<URI> REFRESH =
      new Key<>(
          "refreshEndpoint",
          ValueType.endpoint(),
          "Where refresh tokens are sent, if not to the token endpoint; of the same origin.");
  static final Key<URI> PUSHED =
      new Key<>(
          "pushedAuthorizationRequestEndpoint",
          ValueType.endpoint(),
          "Where authorization requests are pushed (RFC 9126).");
  static final Key<PushedRequests> PUSHED_REQUESTS =
      Key.words(
          "pushedAuthorizationRequests",
          Map.of("auto", PushedRequests.AUTO, "on", PushedRequests.ON, "off", PushedRequests.OFF),
          "Whether authorization requests are pushed; auto: where the endpoint is given or the"
              + " issuer demands it.");
  static final Key<URI> DEVICE =
      new Key<>(
          "deviceAuthorizationEndpoint",
          ValueType.endpoint(),
          "Where the device flow starts (RFC 8628).");

  static final List<Key<?>> KEYS =
      List.of(ISSUER, AUTHORIZATION, TOKEN, REFRESH, PUSHED, PUSHED_REQUESTS, DEVICE);

  private EndpointKeys() {}

  static ProviderEndpoints read(Section section, boolean browser) {
    boolean issuer = section.has(ISSUER.name());
    if (!issuer && browser) {
      AUTHORIZATION.require(section);
    }
    if (!issuer) {
      TOKEN.require(section);
    }
    ProviderEndpoints endpoints =
        new ProviderEndpoints(
            ISSUER.find(section),
            AUTHORIZATION.find(section),
            TOKEN.find(section),
            REFRESH.find(section),
            PUSHED.find(section),
            PUSHED_REQUESTS.read(section, PushedRequests.AUTO),
            DEVICE.find(section));
    check(section, endpoints);
    return endpoints;
  }

  private static void check(Section section, ProviderEndpoints endpoints) {
    if (endpoints.pushedRequests() == PushedRequests.ON
        && endpoints.pushedAuthorizationRequest().isEmpty()
        && endpoints.issuer().isEmpty()) {
      throw section.fault(
          PUSHED_REQUESTS.name(),
          "is on, but there is neither "
              + PUSHED.name()
              + " nor an issuer whose metadata names it");
    }
    endpoints
        .refresh()
        .filter(refresh -> endpoints.token().isPresent())
        .filter(refresh -> !Origins.same(refresh, endpoints.token().orElseThrow()))
        .ifPresent(
            refresh -> {
              throw section.fault(
                  REFRESH.name(),
                  "has another origin than the token endpoint "
                      + endpoints.token().orElseThrow()
                      + ": refresh tokens are sent to one origin only");
            });
  }
}
