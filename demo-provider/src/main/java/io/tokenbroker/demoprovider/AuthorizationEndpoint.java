// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.demoprovider;

import io.tokenbroker.demoprovider.AuthorizationRequest.RedirectTarget;
import io.vertx.ext.web.RoutingContext;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * The authorization endpoint (RFC 6749 section 3.1) with its consent page. The page carries an
 * unguessable id of the request, good for one decision; the request itself stays here. Runs on the
 * event loop.
 */
final class AuthorizationEndpoint {

  private final DemoProviderSettings settings;
  private final Clients clients;
  private final OneTimeStore<AuthorizationRequest> undecided;
  private final OneTimeStore<IssuedCode> codes;
  private final TokenIssuer tokenIssuer;
  private final Pages pages;
  private final Supplier<ProviderUris> uris;

  AuthorizationEndpoint(
      DemoProviderSettings settings,
      Clients clients,
      OneTimeStore<AuthorizationRequest> undecided,
      OneTimeStore<IssuedCode> codes,
      TokenIssuer tokenIssuer,
      Pages pages,
      Supplier<ProviderUris> uris) {
    this.settings = settings;
    this.clients = clients;
    this.undecided = undecided;
    this.codes = codes;
    this.tokenIssuer = tokenIssuer;
    this.pages = pages;
    this.uris = uris;
  }

  void ask(RoutingContext context) {
    Parameters query = Parameters.of(context);
    answerTo(query).sendTo(context.response());
  }

  private Answer answerTo(Parameters query) {
    RedirectTarget target;
    try {
      target = RedirectTarget.of(query, clients);
    } catch (RequestRefused refused) {
      return pages.refusal(refused.error());
    }
    try {
      AuthorizationRequest request = AuthorizationRequest.of(target, query);
      String id = tokenIssuer.newId();
      undecided.put(id, request);
      return pages.consent(request, id);
    } catch (RequestRefused refused) {
      return redirect(target, error(refused.error()));
    }
  }

  void decide(RoutingContext context) {
    // The id is proof enough; the browser's word keeps out a page elsewhere that got hold of one.
    if ("cross-site".equals(context.request().getHeader("Sec-Fetch-Site"))) {
      pages
          .refusal(OAuthError.invalidRequest("The decision was sent by another site's page"))
          .sendTo(context.response());
      return;
    }
    decisionOf(Parameters.of(context)).sendTo(context.response());
  }

  private Answer decisionOf(Parameters form) {
    Optional<AuthorizationRequest> request = form.value("request").flatMap(undecided::take);
    if (request.isEmpty()) {
      return pages.refusal(
          OAuthError.invalidRequest(
              "This page was used before or is too old: start again in the application"));
    }
    RedirectTarget target = request.get().target();
    if (!form.value("decision").equals(Optional.of("allow"))) {
      return redirect(
          target, error(new OAuthError("access_denied", "The account's owner said no")));
    }
    return settings.accounts().stream()
        .filter(account -> form.value("account").equals(Optional.of(account.subject())))
        .findFirst()
        .map(account -> allow(request.get(), account))
        .orElseGet(() -> pages.refusal(OAuthError.invalidRequest("There is no such account")));
  }

  private Answer allow(AuthorizationRequest request, Account account) {
    String code = tokenIssuer.newCode();
    RedirectTarget target = request.target();
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
