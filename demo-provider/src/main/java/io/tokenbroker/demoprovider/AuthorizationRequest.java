// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.demoprovider;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An authorization request (RFC 6749 section 4.1.1 with RFC 7636) that passed all checks. {@link
 * #toString()} hides the state.
 */
record AuthorizationRequest(
    RedirectTarget target,
    String codeChallenge,
    String scope,
    Optional<String> loginHint,
    boolean isFormPost) {

  /** The S256 challenge: 32 bytes in base64url. */
  private static final Pattern CHALLENGE = Pattern.compile("[A-Za-z0-9_-]{43}");

  /** Those of OAuth 2.0 Multiple Response Types and OAuth 2.0 Form Post Response Mode. */
  static final List<String> MODES = List.of("query", "form_post");

  private static final List<String> SINGLE =
      List.of(
          "response_type",
          "response_mode",
          "state",
          "scope",
          "code_challenge",
          "code_challenge_method");

  /**
   * Where the answer to an authorization request goes. Only with one may errors be sent to the
   * client; without one they are shown to the person (RFC 6749 section 4.1.2.1).
   */
  record RedirectTarget(String clientId, String redirectUri, Optional<String> state) {

    static RedirectTarget of(Parameters query, Clients clients) throws RequestRefused {
      if (query.isRepeated("client_id") || query.isRepeated("redirect_uri")) {
        throw new RequestRefused(
            OAuthError.invalidRequest("client_id and redirect_uri must be given once"));
      }
      String redirectUri = query.required("redirect_uri");
      RegisteredClient client =
          clients
              .find(query.required("client_id"))
              .orElseThrow(
                  () ->
                      new RequestRefused(
                          OAuthError.invalidRequest(
                              "No client with this client_id is registered")));
      if (!client.allowsRedirectTo(redirectUri)) {
        throw new RequestRefused(
            OAuthError.invalidRequest("This redirect_uri is not registered for the client"));
      }
      return new RedirectTarget(client.clientId(), redirectUri, query.value("state"));
    }

    @Override
    public String toString() {
      return "RedirectTarget[clientId=" + clientId + "]";
    }
  }

  static AuthorizationRequest of(RedirectTarget target, Parameters query) throws RequestRefused {
    if (SINGLE.stream().anyMatch(query::isRepeated)) {
      throw new RequestRefused(OAuthError.invalidRequest("A parameter is repeated"));
    }
    if (!query.required("response_type").equals("code")) {
      throw new RequestRefused(
          new OAuthError("unsupported_response_type", "Only response_type=code is known"));
    }
    if (target.state().isEmpty()) {
      throw new RequestRefused(OAuthError.invalidRequest("state is missing"));
    }
    String challenge = query.required("code_challenge");
    if (!query.value("code_challenge_method").equals(Optional.of("S256"))
        || !CHALLENGE.matcher(challenge).matches()) {
      throw new RequestRefused(
          OAuthError.invalidRequest("PKCE with code_challenge_method=S256 is required"));
    }
    String mode = query.value("response_mode").orElse("query");
    if (!MODES.contains(mode)) {
      throw new RequestRefused(
          OAuthError.invalidRequest("response_mode has to be one of " + MODES));
    }
    return new AuthorizationRequest(
        target,
        challenge,
        query.value("scope").orElse(""),
        query.value("login_hint"),
        mode.equals("form_post"));
  }
}
