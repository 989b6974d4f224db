// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.api;

import io.tokenbroker.gateway.access.Action;
import io.tokenbroker.gateway.access.ApiKey;
import io.tokenbroker.gateway.access.ApiKeys;
import io.tokenbroker.gateway.access.BearerTokens;
import io.tokenbroker.gateway.access.Caller;
import io.tokenbroker.gateway.event.UnavailableException;
import io.tokenbroker.gateway.request.RequestFacts;
import io.tokenbroker.secrets.Secret;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Lets requests with a good API key ({@code Authorization: Bearer} or {@code X-Api-Key}) or bearer
 * token through.
 */
final class ApiAuthenticator {
  static final String CHALLENGE = "Bearer realm=\"tokenbroker\"";
  private static final String CALLER = "tokenbroker.caller";
  private static final String BEARER = "bearer ";

  private final ApiKeys keys;
  private final Optional<BearerTokens> tokens;

  ApiAuthenticator(ApiKeys keys, Optional<BearerTokens> tokens) {
    this.keys = keys;
    this.tokens = tokens;
  }

  /**
   * Goes on with the request if its caller may do one of these to some grant, else fails it with
   * 401 or 403. Which grant it is about is for the route to look at.
   */
  void require(RoutingContext rc, Set<Action> actions) {
    Optional<Secret> credential = credential(rc.request());
    if (credential.isEmpty()) {
      // Without a credential there is no error code either (RFC 6750, 3.1).
      throw new ProblemException(unauthorized().withChallenge(CHALLENGE));
    }
    Optional<BearerTokens> looking = tokens.filter(it -> !ApiKey.hasForm(credential.get()));
    if (looking.isEmpty()) {
      goOn(rc, keys.find(credential.get()).map(ApiKey::caller), actions);
      return;
    }
    // While the token is looked at, the body must not go by.
    rc.request().pause();
    Future.fromCompletionStage(
            looking.get().callerOf(credential.get()), rc.vertx().getOrCreateContext())
        .recover(
            error ->
                Future.failedFuture(
                    new UnavailableException("a token can't be looked at now", error)))
        .onSuccess(caller -> goOn(rc, caller, actions))
        .onFailure(rc::fail)
        .onComplete(done -> rc.request().resume());
  }

  /** Who sent the request, after {@link #require}. */
  static Caller caller(RoutingContext rc) {
    Caller caller = rc.get(CALLER);
    return caller;
  }

  private static void goOn(RoutingContext rc, Optional<Caller> caller, Set<Action> actions) {
    try {
      Caller known =
          caller.orElseThrow(
              () ->
                  new ProblemException(
                      unauthorized().withChallenge(CHALLENGE + ", error=\"invalid_token\"")));
      Permissions.requireSome(known, actions);
      rc.put(CALLER, known);
      RequestFacts.caller(rc, known.id());
      rc.next();
    } catch (ProblemException e) {
      rc.fail(e);
    }
  }

  private static Problem unauthorized() {
    return ProblemCode.UNAUTHORIZED.with(
        "Send a valid API key as 'Authorization: Bearer tbk_...' or in the header X-Api-Key, or a"
            + " valid token of the deployment's issuer as 'Authorization: Bearer'.");
  }

  /** One, by one way (RFC 6750, 2): of two, different programs would believe different ones. */
  private static Optional<Secret> credential(HttpServerRequest request) {
    List<String> sent = new ArrayList<>();
    for (String value : request.headers().getAll("Authorization")) {
      sent.add(
          value.regionMatches(true, 0, BEARER, 0, BEARER.length())
              ? value.substring(BEARER.length()).strip()
              : "");
    }
    sent.addAll(request.headers().getAll("X-Api-Key"));
    if (sent.size() > 1) {
      throw ProblemCode.INVALID_REQUEST.because("Send one API key or token, in one header.");
    }
    return sent.stream().filter(text -> !text.isEmpty()).findFirst().map(Secret::of);
  }
}
