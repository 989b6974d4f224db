// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.demoprovider;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The registered clients and their authentication (RFC 6749 section 2.3.1). Immutable. */
final class Clients {

  private final Map<String, RegisteredClient> byId;

  Clients(List<RegisteredClient> clients) {
    byId =
        clients.stream().collect(Collectors.toMap(RegisteredClient::clientId, Function.identity()));
  }

  Optional<RegisteredClient> find(String clientId) {
    return Optional.ofNullable(byId.get(clientId));
  }

  RegisteredClient authenticate(EndpointRequest request) throws RequestRefused {
    Parameters form = request.parameters();
    Optional<String> basic = request.credentials("Basic");
    if (basic.isPresent() && form.value("client_secret").isPresent()) {
      throw new RequestRefused(
          OAuthError.invalidRequest("The client used two ways of authentication at once"));
    }
    if (basic.isPresent()) {
      return fromBasic(basic.get());
    }
    return check(form.value("client_id").orElse(""), form.value("client_secret").orElse(""));
  }

  private RegisteredClient fromBasic(String credentials) throws RequestRefused {
    try {
      String pair = new String(Base64.getDecoder().decode(credentials), StandardCharsets.UTF_8);
      int colon = pair.indexOf(':');
      if (colon >= 0) {
        return check(decoded(pair.substring(0, colon)), decoded(pair.substring(colon + 1)));
      }
    } catch (IllegalArgumentException e) {
      // Neither Base64 nor form encoding: answered below, as the header may hold a secret.
    }
    throw new RequestRefused(
        401,
        OAuthError.invalidClient("The Basic credentials are not a Base64 pair of id and secret"));
  }

  /**
   * Id and secret are form-encoded before they enter the header, which RFC 7617 alone would not do.
   */
  private static String decoded(String formEncoded) {
    return URLDecoder.decode(formEncoded, StandardCharsets.UTF_8);
  }

  private RegisteredClient check(String clientId, String clientSecret) throws RequestRefused {
    return find(clientId)
        .filter(client -> client.hasSecret(clientSecret))
        .orElseThrow(
            () ->
                new RequestRefused(
                    401, OAuthError.invalidClient("The client is unknown or its secret is wrong")));
  }
}
