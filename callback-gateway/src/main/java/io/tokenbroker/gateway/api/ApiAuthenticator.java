// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.api;

import io.tokenbroker.gateway.access.ApiKey;
import io.tokenbroker.gateway.access.ApiKeys;
import io.tokenbroker.gateway.access.ApiScope;
import io.tokenbroker.gateway.request.RequestFacts;
import io.tokenbroker.secrets.Secret;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.Locale;
import java.util.Optional;

/**
 * Lets requests with a good API key through: {@code Authorization: Bearer} or {@code X-Api-Key}.
 */
final class ApiAuthenticator {
  private static final String CALLER = "tokenbroker.caller";
  private static final String BEARER = "bearer ";

  private final ApiKeys keys;

  ApiAuthenticator(ApiKeys keys) {
    this.keys = keys;
  }

  /** Goes on with the request if its key has the scope, else fails it with 401 or 403. */
  void require(RoutingContext rc, ApiScope scope) {
    ApiKey key =
        text(rc.request())
            .flatMap(keys::find)
            .orElseThrow(
                () ->
                    new ProblemException(
                        new Problem(
                            401,
                            "unauthorized",
                            "An API key is needed",
                            "Send a valid key as 'Authorization: Bearer tbk_...' or in the header"
                                + " X-Api-Key.")));
    if (!key.scopes().contains(scope)) {
      throw new ProblemException(
          new Problem(
              403,
              "insufficient_scope",
              "The API key may not be used for this",
              "API key " + key.id() + " lacks the scope '" + scope.text() + "'."));
    }
    rc.put(CALLER, key);
    RequestFacts.caller(rc, key.id());
    rc.next();
  }

  /** The key that the request came with, after {@link #require}. */
  static ApiKey caller(RoutingContext rc) {
    ApiKey caller = rc.get(CALLER);
    return caller;
  }

  private static Optional<Secret> text(HttpServerRequest request) {
    Optional<String> bearer =
        Optional.ofNullable(request.getHeader("Authorization"))
            .filter(value -> value.toLowerCase(Locale.ROOT).startsWith(BEARER))
            .map(value -> value.substring(BEARER.length()).strip());
    return bearer
        .or(() -> Optional.ofNullable(request.getHeader("X-Api-Key")))
        .filter(text -> !text.isEmpty())
        .map(Secret::of);
  }
}
