// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.demoprovider;

import io.tokenbroker.demoprovider.Terms.ProofTerms;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** What providers ask of requests, and on what terms they process them. */
public final class Demands {

  private static final String BASIC = "Basic";
  private static final String CLIENT_SECRET = "client_secret";

  private Demands() {}

  /** The client authenticates with the Basic header, or not at all. */
  public static Behaviour basicOnly() {
    return refuseUnless(
        request ->
            request.credentials(BASIC).isPresent()
                && request.parameters().value(CLIENT_SECRET).isEmpty(),
        OAuthError.invalidClient("This client has to authenticate with client_secret_basic"));
  }

  /** The client's secret stands in the body, or the client is refused. */
  public static Behaviour postOnly() {
    return refuseUnless(
        request ->
            request.parameters().value(CLIENT_SECRET).isPresent()
                && request.credentials(BASIC).isEmpty(),
        OAuthError.invalidClient("This client has to authenticate with client_secret_post"));
  }

  /** The client sends an assertion (RFC 7523), or is refused. */
  public static Behaviour assertionOnly() {
    return refuseUnless(
        request -> request.parameters().value("client_assertion").isPresent(),
        OAuthError.invalidClient("This client has to authenticate with a client assertion"));
  }

  /** Id and secret stand in the Basic header as they are, without the form encoding of RFC 6749. */
  public static Behaviour rawBasic() {
    return rewrittenBasic(pair -> encoded(pair[0]) + ":" + encoded(pair[1]));
  }

  /** The provider takes a plus in the Basic header for a plus, although a form's is a space. */
  public static Behaviour wronglyDecodedBasic() {
    return rewrittenBasic(pair -> pair[0].replace("+", "%2B") + ":" + pair[1].replace("+", "%2B"));
  }

  /** The parameters come as JSON; a form is refused. */
  public static Behaviour jsonOnly() {
    return Behaviour.demand(
        request -> {
          if (!request.isJson()) {
            throw new RequestRefused(
                OAuthError.invalidRequest("The parameters have to be sent as application/json"));
          }
          return request.withTerms(request.terms().acceptingJson());
        });
  }

  /** A parameter has another name at this provider, and is not known under its own. */
  public static Behaviour parameterNamed(String standardName, String providersName) {
    return Behaviour.demand(
        request ->
            request.withParameters(request.parameters().renamed(providersName, standardName)));
  }

  /** A parameter has to be sent, with this value. */
  public static Behaviour parameterRequired(String name, String value) {
    return refuseUnless(
        request -> request.parameters().value(name).equals(Optional.of(value)),
        OAuthError.invalidRequest(name + " has to be " + value));
  }

  /** A header has to be sent, with this value. */
  public static Behaviour headerRequired(String name, String value) {
    return refuseUnless(
        request -> request.header(name).equals(Optional.of(value)),
        OAuthError.invalidRequest("The header " + name + " has to be " + value));
  }

  /** Access tokens that are issued now live so long. */
  public static Behaviour lifetime(Duration lifetime) {
    return onTerms(terms -> terms.withLifetime(lifetime));
  }

  /** Refresh tokens that are used now follow another policy. */
  public static Behaviour refreshTokens(RefreshTokenPolicy policy) {
    return onTerms(terms -> terms.withRefreshTokens(policy));
  }

  /** A refresh is refused until so long before the access token's end, as Exact Online does. */
  public static Behaviour earlyRefreshRefused(Duration beforeExpiry) {
    return onTerms(terms -> terms.withEarliestRefresh(beforeExpiry));
  }

  /** A proof of possession is required (RFC 9449). */
  public static Behaviour proofRequired() {
    return onTerms(terms -> terms.withProof(ProofTerms.REQUIRED));
  }

  /** A proof with a nonce of the provider's is required (RFC 9449 section 8). */
  public static Behaviour proofNonceRequired() {
    return onTerms(terms -> terms.withProof(ProofTerms.REQUIRED_WITH_NONCE));
  }

  /** Only a pushed request is taken (RFC 9126 section 5). */
  public static Behaviour pushedRequestRequired() {
    return refuseUnless(
        request -> request.parameters().value("request_uri").isPresent(),
        OAuthError.invalidRequest("The request has to be pushed first (RFC 9126)"));
  }

  /** Only refresh tokens can be revoked. */
  public static Behaviour onlyRefreshTokens() {
    return onlyTokensOf(TokenIssuer.REFRESH_TOKEN_PREFIX);
  }

  /** Only access tokens can be revoked. */
  public static Behaviour onlyAccessTokens() {
    return onlyTokensOf(TokenIssuer.ACCESS_TOKEN_PREFIX);
  }

  /** GitHub's revocation: DELETE with Basic credentials and a JSON body with the access token. */
  public static Behaviour revokedByDelete() {
    return Behaviour.demand(
        request -> {
          require(request.method().equals("DELETE"), "DELETE it");
          require(request.isJson(), "send the access_token as JSON");
          require(request.credentials(BASIC).isPresent(), "authenticate with Basic");
          Parameters parameters = request.parameters();
          return request
              .as("POST")
              .withTerms(request.terms().acceptingJson())
              .withParameters(parameters.with("token", parameters.required("access_token")));
        });
  }

  /** The token that is revoked is the one in the header, with which anybody may end it. */
  public static Behaviour revokedByBearer(String method) {
    return Behaviour.demand(
        request -> {
          require(request.method().equals(method), method + " it");
          Optional<String> token = request.credentials("Bearer");
          require(token.isPresent(), "send it as a Bearer token");
          return request
              .as("POST")
              .withTerms(request.terms().withBearerSufficing())
              .withParameters(request.parameters().with("token", token.orElseThrow()));
        });
  }

  /** HubSpot's revocation: DELETE with the token in the path. */
  public static Behaviour revokedByPath() {
    return Behaviour.demand(
        request -> {
          require(request.method().equals("DELETE"), "DELETE it");
          require(
              request.path().equals(ProviderUris.REVOCATION_OF_PATH), "name the token in the path");
          return request.as("POST").withTerms(request.terms().withBearerSufficing());
        });
  }

  /** The code that the client got the time before comes again, with the present state. */
  static Behaviour codeRepeated() {
    return onTerms(Terms::repeatingCode);
  }

  private static void require(boolean holds, String what) throws RequestRefused {
    if (!holds) {
      throw new RequestRefused(405, OAuthError.invalidRequest("To revoke a token: " + what));
    }
  }

  private static Behaviour onlyTokensOf(String prefix) {
    return refuseUnless(
        request -> request.parameters().value("token").orElse(prefix).startsWith(prefix),
        new OAuthError("unsupported_token_type", "Tokens of this type cannot be revoked"));
  }

  private static Behaviour onTerms(UnaryOperator<Terms> change) {
    return Behaviour.demand(request -> request.withTerms(change.apply(request.terms())));
  }

  private interface Condition {
    boolean holds(EndpointRequest request);
  }

  private static Behaviour refuseUnless(Condition condition, OAuthError error) {
    int status = error.code().equals("invalid_client") ? 401 : 400;
    return Behaviour.demand(
        request -> {
          if (!condition.holds(request)) {
            throw new RequestRefused(status, error);
          }
          return request;
        });
  }

  private static Behaviour rewrittenBasic(Function<String[], String> rewrite) {
    return Behaviour.demand(
        request ->
            request
                .credentials(BASIC)
                .flatMap(Demands::pair)
                .map(pair -> request.withBasic(rewrite.apply(pair)))
                .orElse(request));
  }

  private static Optional<String[]> pair(String credentials) {
    try {
      String text = new String(Base64.getDecoder().decode(credentials), StandardCharsets.UTF_8);
      String[] pair = text.split(":", 2);
      return pair.length == 2 ? Optional.of(pair) : Optional.empty();
    } catch (IllegalArgumentException e) {
      // Not Base64: the authentication says so.
      return Optional.empty();
    }
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
