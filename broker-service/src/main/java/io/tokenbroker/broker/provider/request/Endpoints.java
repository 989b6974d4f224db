// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.provider.request;

import io.tokenbroker.broker.lifecycle.Effect;
import io.tokenbroker.event.ConnectorDefined;
import java.net.URI;
import java.util.Optional;

/**
 * Where a call goes. Refresh tokens go to the token endpoint's origin and to no other: it is what a
 * grant pins.
 */
final class Endpoints {
  private Endpoints() {}

  /**
   * The call's endpoint, whose templates are filled in.
   *
   * @throws IllegalArgumentException if the connector has none for such a call
   */
  static URI of(ConnectorDefined connector, Effect.Call call) {
    if (call instanceof Effect.Refresh && connector.getRefreshEndpoint().isPresent()) {
      return ofTokenEndpointsOrigin(connector, connector.getRefreshEndpoint().get());
    }
    if (call instanceof Effect.DeviceAuthorization) {
      return required(connector.getDeviceAuthorizationEndpoint(), "device authorization endpoint");
    }
    if (call instanceof Effect.PushAuthorizationRequest) {
      return required(
          connector.getPushedAuthorizationRequestEndpoint(),
          "endpoint for pushed authorization requests");
    }
    if (call instanceof Effect.Revoke revoke) {
      return RevocationRequests.endpoint(connector, revoke);
    }
    return uri(connector.getTokenEndpoint(), "token endpoint");
  }

  private static URI required(Optional<String> endpoint, String what) {
    return uri(
        endpoint.orElseThrow(() -> new IllegalArgumentException("the connector has no " + what)),
        what);
  }

  /** A URI's own exception quotes it, and with it a token that may be in its path. */
  static URI uri(String endpoint, String what) {
    try {
      return URI.create(endpoint);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("the connector's " + what + " is no URL");
    }
  }

  private static URI ofTokenEndpointsOrigin(ConnectorDefined connector, String endpoint) {
    URI refresh = uri(endpoint, "refresh endpoint");
    if (!origin(refresh).equals(origin(uri(connector.getTokenEndpoint(), "token endpoint")))) {
      throw new IllegalArgumentException(
          "the refresh endpoint is not at the token endpoint's origin, where refresh tokens go;"
              + " mend the connector");
    }
    return refresh;
  }

  private static String origin(URI endpoint) {
    int port =
        endpoint.getPort() >= 0
            ? endpoint.getPort()
            : "http".equals(endpoint.getScheme()) ? 80 : 443;
    return endpoint.getScheme() + "://" + endpoint.getHost() + ":" + port;
  }
}
