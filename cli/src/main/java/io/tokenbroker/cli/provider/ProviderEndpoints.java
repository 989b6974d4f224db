// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.provider;

import java.net.URI;
import java.util.Optional;

/**
 * Where a provider is reached. What is missing is looked up where there is an issuer. Immutable.
 *
 * @param issuer issuer identifier (RFC 8414, 2)
 * @param authorization RFC 6749, 3.1; absent where no browser takes part
 * @param token RFC 6749, 3.2
 * @param refresh where refresh tokens are sent, if not to the token endpoint
 * @param pushedAuthorizationRequest RFC 9126
 * @param pushedRequests whether authorization requests are pushed
 * @param deviceAuthorization RFC 8628
 */
public record ProviderEndpoints(
    Optional<String> issuer,
    Optional<URI> authorization,
    Optional<URI> token,
    Optional<URI> refresh,
    Optional<URI> pushedAuthorizationRequest,
    PushedRequests pushedRequests,
    Optional<URI> deviceAuthorization) {
  /** Nothing is known yet. */
  public static final ProviderEndpoints NONE =
      new ProviderEndpoints(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          PushedRequests.AUTO,
          Optional.empty());

  /** Whether authorization requests are pushed (RFC 9126). */
  public enum PushedRequests {
    /** Where the endpoint is given, or the issuer's metadata demands it. */
    AUTO,
    ON,
    OFF
  }

  public ProviderEndpoints withIssuer(Optional<String> other) {
    return new ProviderEndpoints(
        other,
        authorization,
        token,
        refresh,
        pushedAuthorizationRequest,
        pushedRequests,
        deviceAuthorization);
  }

  public ProviderEndpoints withAuthorization(URI other) {
    return new ProviderEndpoints(
        issuer,
        Optional.of(other),
        token,
        refresh,
        pushedAuthorizationRequest,
        pushedRequests,
        deviceAuthorization);
  }

  public ProviderEndpoints withToken(URI other) {
    return new ProviderEndpoints(
        issuer,
        authorization,
        Optional.of(other),
        refresh,
        pushedAuthorizationRequest,
        pushedRequests,
        deviceAuthorization);
  }

  public ProviderEndpoints withPushedAuthorizationRequest(URI other) {
    return new ProviderEndpoints(
        issuer,
        authorization,
        token,
        refresh,
        Optional.of(other),
        pushedRequests,
        deviceAuthorization);
  }

  public ProviderEndpoints withDeviceAuthorization(URI other) {
    return new ProviderEndpoints(
        issuer,
        authorization,
        token,
        refresh,
        pushedAuthorizationRequest,
        pushedRequests,
        Optional.of(other));
  }
}
