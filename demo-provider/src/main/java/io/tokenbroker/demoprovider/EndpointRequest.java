// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.demoprovider;

import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What an endpoint needs of an HTTP request, so that it can be worked out off the event loop.
 * Immutable.
 *
 * @param headers by their names in lower case; of one that was sent twice the first
 * @param isJson whether the parameters came as JSON
 * @param terms on which it is processed
 */
record EndpointRequest(
    String method,
    String path,
    Map<String, String> headers,
    Parameters parameters,
    boolean isJson,
    Terms terms) {

  private static final String AUTHORIZATION = "authorization";

  /** A token in the path counts as a parameter, so that no record of the path holds it. */
  static EndpointRequest of(RoutingContext context, Terms terms) {
    Parameters parameters = Parameters.of(context);
    Optional<String> token = Optional.ofNullable(context.pathParam(ProviderUris.TOKEN_IN_PATH));
    return new EndpointRequest(
        context.request().method().name(),
        token.isPresent() ? ProviderUris.REVOCATION_OF_PATH : context.request().path(),
        headers(context),
        token.map(value -> parameters.with("token", value)).orElse(parameters),
        Parameters.isJson(context),
        terms);
  }

  static Map<String, String> headers(RoutingContext context) {
    Map<String, String> headers = new TreeMap<>();
    context
        .request()
        .headers()
        .forEach(
            header ->
                headers.putIfAbsent(header.getKey().toLowerCase(Locale.ROOT), header.getValue()));
    return Map.copyOf(headers);
  }

  Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
  }

  /**
   * What follows the scheme in the Authorization header; the scheme's case does not matter (RFC
   * 9110 section 11.1).
   */
  Optional<String> credentials(String scheme) {
    String prefix = scheme + " ";
    return header(AUTHORIZATION)
        .filter(header -> header.regionMatches(true, 0, prefix, 0, prefix.length()))
        .map(header -> header.substring(prefix.length()).strip());
  }

  /** RFC 6749 section 3.2: form-encoded, nothing twice; JSON where the terms say so. */
  void requireAcceptableForm() throws RequestRefused {
    if (isJson && !terms.acceptsJson()) {
      throw new RequestRefused(
          OAuthError.invalidRequest(
              "The parameters have to be sent as application/x-www-form-urlencoded"));
    }
    if (parameters.hasRepetition()) {
      throw new RequestRefused(OAuthError.invalidRequest("A parameter is repeated"));
    }
  }

  EndpointRequest withBasic(String userInfo) {
    Map<String, String> other = new TreeMap<>(headers);
    byte[] bytes = userInfo.getBytes(StandardCharsets.UTF_8);
    other.put(AUTHORIZATION, "Basic " + Base64.getEncoder().encodeToString(bytes));
    return new EndpointRequest(method, path, Map.copyOf(other), parameters, isJson, terms);
  }

  EndpointRequest withParameters(Parameters other) {
    return new EndpointRequest(method, path, headers, other, isJson, terms);
  }

  EndpointRequest withTerms(Terms other) {
    return new EndpointRequest(method, path, headers, parameters, isJson, other);
  }

  EndpointRequest as(String otherMethod) {
    return new EndpointRequest(otherMethod, path, headers, parameters, isJson, terms);
  }

  @Override
  public String toString() {
    return "EndpointRequest[" + method + " " + path + "]";
  }
}
