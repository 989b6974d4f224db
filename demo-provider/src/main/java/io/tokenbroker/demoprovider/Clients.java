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
import java.util.stream.Stream;

/**
 * The registered clients and their authentication (RFC 6749 section 2.3.1, RFC 7523 section 2.2).
 * Thread-safe.
 */
final class Clients {

  private static final String CLIENT_ID = "client_id";

  private final Map<String, RegisteredClient> byId;
  private final ClientAssertions assertions;

  Clients(List<RegisteredClient> clients, ClientAssertions assertions) {
    byId =
        clients.stream().collect(Collectors.toMap(RegisteredClient::clientId, Function.identity()));
    this.assertions = assertions;
  }

  Optional<RegisteredClient> find(String clientId) {
    return Optional.ofNullable(byId.get(clientId));
  }

  RegisteredClient authenticate(EndpointRequest request) throws RequestRefused {
    Parameters form = request.parameters();
    Optional<String> basic = request.credentials("Basic");
    Optional<String> secret = form.value("client_secret");
    Optional<String> assertion = form.value("client_assertion");
    if (Stream.of(basic, secret, assertion).filter(Optional::isPresent).count() > 1) {
      throw new RequestRefused(
          OAuthError.invalidRequest("The client used two ways of authentication at once"));
    }
    if (basic.isPresent()) {
      return fromBasic(basic.get());
    }
    if (assertion.isPresent()) {
      return fromAssertion(form, assertion.get());
    }
    RegisteredClient client = find(form.value(CLIENT_ID).orElse("")).orElseThrow(Clients::unknown);
    if (secret.isEmpty() ? client.isPublic() : client.hasSecret(secret.get())) {
      return client;
    }
    throw unknown();
  }

  private RegisteredClient fromAssertion(Parameters form, String assertion) throws RequestRefused {
    RegisteredClient client =
        find(ClientAssertions.subjectOf(assertion)).orElseThrow(Clients::unknown);
    if (form.value(CLIENT_ID).filter(id -> !id.equals(client.clientId())).isPresent()) {
      throw new RequestRefused(
          401, OAuthError.invalidClient("client_id is not the assertion's subject"));
    }
    assertions.check(client, form, assertion);
    return client;
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
  static String decoded(String formEncoded) {
    return URLDecoder.decode(formEncoded, StandardCharsets.UTF_8);
  }

  private RegisteredClient check(String clientId, String clientSecret) throws RequestRefused {
    return find(clientId)
        .filter(client -> client.hasSecret(clientSecret))
        .orElseThrow(Clients::unknown);
  }

  private static RequestRefused unknown() {
    return new RequestRefused(
        401, OAuthError.invalidClient("The client is unknown or its secret is wrong"));
  }
}
