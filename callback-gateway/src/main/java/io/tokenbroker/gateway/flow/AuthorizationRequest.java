// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.flow;

import io.tokenbroker.event.ConnectorDefined;
import io.tokenbroker.secrets.SecretAccess;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;

/** Writes the authorization request (RFC 6749, 4.1.1; RFC 7636, 4.3) as the URL to redirect to. */
final class AuthorizationRequest {
  private AuthorizationRequest() {}

  static URI url(ConnectorDefined connector, ConnectTicket ticket, URI redirectUri) {
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("response_type", "code");
    parameters.put("client_id", connector.getClientId());
    parameters.put("redirect_uri", redirectUri.toString());
    if (!ticket.scopes().isEmpty()) {
      parameters.put("scope", String.join(connector.getScopeSeparator(), ticket.scopes()));
    }
    parameters.put("state", ticket.state().reveal(SecretAccess.get()));
    parameters.put("code_challenge", ticket.verifier().challenge());
    parameters.put("code_challenge_method", CodeVerifier.CHALLENGE_METHOD);
    // putIfAbsent: a connector's own parameters never replace the ones that protect the flow.
    connector.getAuthorizationParameters().forEach(parameters::putIfAbsent);
    return QueryText.append(URI.create(connector.getAuthorizationEndpoint()), parameters);
  }
}
