// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.session;

import com.fasterxml.jackson.databind.JsonNode;
import io.tokenbroker.gateway.address.Origin;
import io.tokenbroker.gateway.issuer.IssuerException;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;

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
   * @throws IssuerException if an endpoint is missing or unusable
   */
  static ProviderMetadata read(JsonNode json) {
    return new ProviderMetadata(
        required(json, "authorization_endpoint"),
        required(json, "token_endpoint"),
        required(json, "jwks_uri"),
        endpoint(json, "end_session_endpoint"),
        json.path("authorization_response_iss_parameter_supported").booleanValue(),
        authMethods(json.path("token_endpoint_auth_methods_supported")));
  }

  private static List<String> authMethods(JsonNode list) {
    return list.isArray()
        ? StreamSupport.stream(list.spliterator(), false).map(JsonNode::asText).toList()
        : DEFAULT_AUTH_METHODS;
  }

  private static URI required(JsonNode json, String name) {
    return endpoint(json, name)
        .orElseThrow(() -> new IssuerException("the metadata has no " + name));
  }

  private static Optional<URI> endpoint(JsonNode json, String name) {
    JsonNode text = json.path(name);
    if (!text.isTextual()) {
      return Optional.empty();
    }
    try {
      URI address = URI.create(text.asText());
      if (Origin.of(address).isPresent() && address.getRawFragment() == null) {
        return Optional.of(address);
      }
    } catch (IllegalArgumentException e) {
      // As one of a wrong scheme.
    }
    throw new IssuerException(
        name + " in the metadata is not https (plain http is accepted on loopback only)");
  }
}
