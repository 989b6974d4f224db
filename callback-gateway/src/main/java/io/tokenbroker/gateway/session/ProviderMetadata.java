// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.session;

import io.tokenbroker.gateway.address.Origin;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * What an OpenID provider says about itself (OpenID Connect Discovery 1.0, 3).
 *
 * @param sendsIssuer whether its answers name it (RFC 9207, 3)
 * @param authMethods of its token endpoint
 */
record ProviderMetadata(
    URI authorizationEndpoint,
    URI tokenEndpoint,
    URI keys,
    Optional<URI> endSessionEndpoint,
    boolean sendsIssuer,
    List<String> authMethods) {
  private static final List<String> DEFAULT_AUTH_METHODS = List.of("client_secret_basic");

  /**
   * Reads it.
   *
   * @throws ProviderException if it is of another issuer, or an endpoint is missing or unusable
   */
  static ProviderMetadata read(JsonObject json, URI issuer) {
    if (!issuer.toString().equals(json.getValue("issuer"))) {
      throw new ProviderException("the metadata is of another issuer than " + issuer);
    }
    return new ProviderMetadata(
        required(json, "authorization_endpoint"),
        required(json, "token_endpoint"),
        required(json, "jwks_uri"),
        endpoint(json, "end_session_endpoint"),
        Boolean.TRUE.equals(json.getValue("authorization_response_iss_parameter_supported")),
        json.getValue("token_endpoint_auth_methods_supported") instanceof JsonArray methods
            ? methods.stream().map(Object::toString).toList()
            : DEFAULT_AUTH_METHODS);
  }

  private static URI required(JsonObject json, String name) {
    return endpoint(json, name)
        .orElseThrow(() -> new ProviderException("the metadata has no " + name));
  }

  private static Optional<URI> endpoint(JsonObject json, String name) {
    if (!(json.getValue(name) instanceof String text)) {
      return Optional.empty();
    }
    try {
      URI address = URI.create(text);
      if (Origin.of(address).isPresent() && address.getRawFragment() == null) {
        return Optional.of(address);
      }
    } catch (IllegalArgumentException e) {
      // As one of a wrong scheme.
    }
    throw new ProviderException(
        name + " in the metadata is not https (plain http is accepted on loopback only)");
  }
}
