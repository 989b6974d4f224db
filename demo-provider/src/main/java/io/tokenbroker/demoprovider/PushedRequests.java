// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.demoprovider;

import io.tokenbroker.demoprovider.AuthorizationRequest.RedirectTarget;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Optional;

/**
 * Pushed authorization requests (RFC 9126): a client hands in its request, authenticated, and the
 * browser brings a reference to it. Each is good once and for a minute. Thread-safe.
 */
final class PushedRequests {

  private static final String REQUEST_URI = "request_uri";
  private static final String PREFIX = "urn:ietf:params:oauth:request_uri:";
  private static final Duration LIFETIME = Duration.ofMinutes(1);
  private static final int MAX_WAITING = 10_000;

  private final DemoProviderSettings settings;
  private final Clients clients;
  private final TokenIssuer issuer;
  private final OneTimeStore<Parameters> waiting;

  PushedRequests(DemoProviderSettings settings, Clients clients, TokenIssuer issuer) {
    this.settings = settings;
    this.clients = clients;
    this.issuer = issuer;
    this.waiting = new OneTimeStore<>(MAX_WAITING, LIFETIME, settings.clock());
  }

  /** Section 2: what would be an error at the authorization endpoint is one here. */
  Answer push(EndpointRequest request) {
    try {
      request.requireAcceptableForm();
      RegisteredClient client = clients.authenticate(request);
      Parameters form = request.parameters().with("client_id", client.clientId());
      if (form.value(REQUEST_URI).isPresent()) {
        throw new RequestRefused(
            OAuthError.invalidRequest("A pushed request cannot refer to another"));
      }
      AuthorizationRequest.of(RedirectTarget.of(form, clients), form);
      String reference = PREFIX + issuer.newId();
      waiting.put(reference, form);
      return Answer.json(
          201,
          new JsonObject().put(REQUEST_URI, reference).put("expires_in", LIFETIME.toSeconds()));
    } catch (RequestRefused refused) {
      return refused.asJson();
    }
  }

  /** The request that a browser brings, itself or by reference (section 4). */
  Parameters resolved(Parameters query) throws RequestRefused {
    Optional<String> reference = query.value(REQUEST_URI);
    if (reference.isEmpty()) {
      if (settings.pushedRequestsRequired()) {
        throw new RequestRefused(
            OAuthError.invalidRequest("The request has to be pushed first (RFC 9126)"));
      }
      return query;
    }
    String client = query.required("client_id");
    return waiting
        .take(reference.get())
        .filter(pushed -> pushed.value("client_id").equals(Optional.of(client)))
        .orElseThrow(
            () ->
                new RequestRefused(
                    OAuthError.invalidRequest(
                        "This request_uri is unknown, too old, used or another client's")));
  }
}
