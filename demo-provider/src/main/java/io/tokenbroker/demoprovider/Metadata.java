// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.demoprovider;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** What the provider says about itself (RFC 8414 section 2). */
record Metadata(ProviderUris uris, DemoProviderSettings settings) {

  private static final List<String> CLIENT_AUTHENTICATION =
      List.of(
          "client_secret_basic",
          "client_secret_post",
          "client_secret_jwt",
          "private_key_jwt",
          "none");

  private static final List<String> ASSERTION_ALGORITHMS =
      List.of("HS256", "HS384", "HS512", "RS256", "RS384", "RS512", "ES256", "ES384", "PS256");

  private static final List<String> PROOF_ALGORITHMS = List.of("ES256", "ES384", "RS256", "PS256");

  JsonObject json() {
    return new JsonObject()
        .put("issuer", uris.issuer().toString())
        .put("authorization_endpoint", at(ProviderUris.AUTHORIZATION))
        .put("token_endpoint", at(ProviderUris.TOKEN))
        .put("revocation_endpoint", at(ProviderUris.REVOCATION))
        .put("userinfo_endpoint", at(ProviderUris.USERINFO))
        .put("pushed_authorization_request_endpoint", at(ProviderUris.PUSHED_AUTHORIZATION))
        .put("require_pushed_authorization_requests", settings.pushedRequestsRequired())
        .put("device_authorization_endpoint", at(ProviderUris.DEVICE_AUTHORIZATION))
        .put("response_types_supported", new JsonArray().add("code"))
        .put("response_modes_supported", new JsonArray(AuthorizationRequest.MODES))
        .put("grant_types_supported", new JsonArray(GrantType.parameters()))
        .put("code_challenge_methods_supported", new JsonArray().add("S256"))
        .put("token_endpoint_auth_methods_supported", new JsonArray(CLIENT_AUTHENTICATION))
        .put(
            "token_endpoint_auth_signing_alg_values_supported", new JsonArray(ASSERTION_ALGORITHMS))
        .put("revocation_endpoint_auth_methods_supported", new JsonArray(CLIENT_AUTHENTICATION))
        .put(
            "revocation_endpoint_auth_signing_alg_values_supported",
            new JsonArray(ASSERTION_ALGORITHMS))
        .put("dpop_signing_alg_values_supported", new JsonArray(PROOF_ALGORITHMS))
        .put("authorization_response_iss_parameter_supported", true);
  }

  private String at(String path) {
    return uris.at(path).toString();
  }
}
