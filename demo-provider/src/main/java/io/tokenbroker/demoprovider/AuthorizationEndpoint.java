// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.demoprovider;

import io.tokenbroker.demoprovider.AuthorizationRequest.RedirectTarget;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * The authorization endpoint (RFC 6749 section 3.1) with its consent page. The page carries an
 * unguessable id of the request, good for one decision; the request itself stays here. Thread-safe.
 */
final class AuthorizationEndpoint {

  private static final int MAX_CLIENTS = 10_000;
  private static final Duration LAST_CODE_LIFETIME = Duration.ofHours(1);

  private final DemoProviderSettings settings;
  private final Clients clients;
  private final OneTimeStore<AuthorizationRequest> undecided;
  private final OneTimeStore<IssuedCode> codes;
  private final OneTimeStore<String> lastCodes;
  private final PushedRequests pushed;
  private final TokenIssuer tokenIssuer;
  private final Pages pages;
  private final Supplier<ProviderUris> uris;

  AuthorizationEndpoint(
      DemoProviderSettings settings,
      Clients clients,
      OneTimeStore<AuthorizationRequest> undecided,
      OneTimeStore<IssuedCode> codes,
      PushedRequests pushed,
      TokenIssuer tokenIssuer,
      Pages pages,
      Supplier<ProviderUris> uris) {
    this.settings = settings;
    this.clients = clients;
    this.undecided = undecided;
    this.codes = codes;
    this.lastCodes = new OneTimeStore<>(MAX_CLIENTS, LAST_CODE_LIFETIME, settings.clock());
    this.pushed = pushed;
    this.tokenIssuer = tokenIssuer;
    this.pages = pages;
    this.uris = uris;
  }

  /** The consent page, or an error where it can be told. */
  Answer ask(EndpointRequest request) {
    Parameters query;
    try {
      query = pushed.resolved(request.parameters());
    } catch (RequestRefused refused) {
      return pages.refusal(refused.error());
    }
    RedirectTarget target;
    try {
      target = RedirectTarget.of(query, clients);
    } catch (RequestRefused refused) {
      return pages.refusal(refused.error());
    }
    try {
      AuthorizationRequest asked = AuthorizationRequest.of(target, query);
      String id = tokenIssuer.newId();
      undecided.put(id, asked);
      return pages.consent(asked, id);
    } catch (RequestRefused refused) {
      return redirect(target, error(refused.error()));
    }
  }

  /** Whose request a decision is about. */
  Optional<String> clientOf(Parameters form) {
    return form.value("request")
        .flatMap(undecided::peek)
        .map(request -> request.target().clientId());
  }

  /** The redirect to the client. */
  Answer decide(EndpointRequest request) {
    // The id is proof enough; the browser's word keeps out a page elsewhere that got hold of one.
    if (request.header("Sec-Fetch-Site").equals(Optional.of("cross-site"))) {
      return pages.refusal(
          OAuthError.invalidRequest("The decision was sent by another site's page"));
    }
    return decisionOf(request.parameters(), request.terms());
  }

  private Answer decisionOf(Parameters form, Terms terms) {
    Optional<AuthorizationRequest> request = form.value("request").flatMap(undecided::take);
    if (request.isEmpty()) {
      return pages.refusal(
          OAuthError.invalidRequest(
              "This page was used before or is too old: start again in the application"));
    }
    Answer answer = decided(request.get(), form, terms);
    return request.get().isFormPost()
        ? answer.header("Location").map(URI::create).map(Callbacks::posted).orElse(answer)
        : answer;
  }

  private Answer decided(AuthorizationRequest request, Parameters form, Terms terms) {
    RedirectTarget target = request.target();
    if (!form.value("decision").equals(Optional.of("allow"))) {
      return redirect(
          target, error(new OAuthError("access_denied", "The account's owner said no")));
    }
    return settings.accounts().stream()
        .filter(account -> form.value("account").equals(Optional.of(account.subject())))
        .findFirst()
        .map(account -> allow(request, account, terms))
        .orElseGet(() -> pages.refusal(OAuthError.invalidRequest("There is no such account")));
  }

  private Answer allow(AuthorizationRequest request, Account account, Terms terms) {
    RedirectTarget target = request.target();
    Optional<String> before = lastCodes.take(target.clientId());
    if (terms.repeatsCode() && before.isPresent()) {
      return redirect(target, Map.of("code", before.get()));
    }
    String code = tokenIssuer.newCode();
    lastCodes.put(target.clientId(), code);
    codes.put(
        code,
        new IssuedCode(
            target.clientId(),
            target.redirectUri(),
            request.codeChallenge(),
            request.scope(),
            account));
    return redirect(target, Map.of("code", code));
  }

  private static Map<String, String> error(OAuthError error) {
    return Map.of("error", error.code(), "error_description", error.description());
  }

  /** Every answer, errors included, carries state and iss (RFC 9207 section 2). */
  private Answer redirect(RedirectTarget target, Map<String, String> answer) {
    Map<String, String> parameters = new TreeMap<>(answer);
    target.state().ifPresent(state -> parameters.put("state", state));
    parameters.put("iss", uris.get().issuer().toString());
    StringBuilder location = new StringBuilder(target.redirectUri());
    char separator = URI.create(target.redirectUri()).getRawQuery() == null ? '?' : '&';
    for (Map.Entry<String, String> parameter : parameters.entrySet()) {
      location
          .append(separator)
          .append(parameter.getKey())
          .append('=')
          .append(URLEncoder.encode(parameter.getValue(), StandardCharsets.UTF_8));
      separator = '&';
    }
    return Answer.redirect(location.toString());
  }
}
