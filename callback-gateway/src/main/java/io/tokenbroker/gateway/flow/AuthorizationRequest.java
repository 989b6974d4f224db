// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.flow;

import io.tokenbroker.event.ConnectorDefined;
import io.tokenbroker.event.Pkce;
import io.tokenbroker.gateway.address.QueryText;
import io.tokenbroker.secrets.Secret;
import io.tokenbroker.secrets.SecretAccess;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * An authorization request (RFC 6749, 4.1.1; PKCE: RFC 7636, 4.3; resources: RFC 8707) under the
 * names that the provider has for its parameters. It holds the state: the browser may have it,
 * nobody else.
 */
final class AuthorizationRequest {
  /**
   * What ties the answer to this browser, client and redirect, or would take the place of all
   * parameters (RFC 9101): a connector's own parameters are none of these.
   */
  private static final Set<String> PROTECTING =
      Set.of(
          "response_type",
          "client_id",
          "redirect_uri",
          "state",
          "code_challenge",
          "code_challenge_method",
          "request",
          "request_uri");

  private final URI endpoint;
  private final String clientId;
  private final ParameterNames names;
  private final List<Map.Entry<String, String>> parameters = new ArrayList<>();

  private AuthorizationRequest(ConnectorDefined connector) {
    this.endpoint = URI.create(connector.getAuthorizationEndpoint());
    this.clientId = connector.getClientId();
    this.names = ParameterNames.of(connector);
  }

  static AuthorizationRequest of(
      ConnectorDefined connector, ConnectTicket ticket, Flow flow, URI redirectUri) {
    AuthorizationRequest request = new AuthorizationRequest(connector);
    request.add("response_type", "code");
    request.add("client_id", request.clientId);
    request.add("redirect_uri", redirectUri.toString());
    if (!ticket.scopes().isEmpty()) {
      request.add("scope", String.join(connector.getScopeSeparator(), ticket.scopes()));
    }
    request.add("state", flow.state().reveal(SecretAccess.get()));
    if (connector.getPkce() == Pkce.S256) {
      request.add("code_challenge", ticket.verifier().challenge());
      request.add("code_challenge_method", CodeVerifier.CHALLENGE_METHOD);
    }
    connector.getResponseMode().ifPresent(mode -> request.add("response_mode", mode));
    connector.getResources().forEach(resource -> request.add("resource", resource));
    request.addOwn(connector.getAuthorizationParameters());
    return request;
  }

  /** Where the browser goes with it. */
  URI url() {
    return QueryText.append(endpoint, parameters);
  }

  /** The parameters for the broker to push (RFC 9126, 2.1). */
  Secret form() {
    return Secret.of(QueryText.form(parameters));
  }

  /** Where the browser goes when they were pushed (RFC 9126, 4). */
  URI pushedUrl(String requestUri) {
    return QueryText.append(
        endpoint,
        List.of(
            Map.entry(names.of("client_id"), clientId),
            Map.entry(names.of("request_uri"), requestUri)));
  }

  private void add(String standardName, String value) {
    parameters.add(Map.entry(names.of(standardName), value));
  }

  /** Adds a connector's own parameters: they take the place of nothing that is there. */
  private void addOwn(Map<String, String> own) {
    Set<String> taken = new HashSet<>(PROTECTING);
    PROTECTING.stream().map(names::of).forEach(taken::add);
    parameters.stream().map(Map.Entry::getKey).forEach(taken::add);
    own.entrySet().stream()
        .filter(entry -> !taken.contains(entry.getKey()))
        .forEach(parameters::add);
  }
}
