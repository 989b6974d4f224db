// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.connector;

import io.tokenbroker.cli.provider.AuthMethod;
import io.tokenbroker.cli.provider.Provider;
import io.tokenbroker.cli.provider.ProviderEndpoints;
import io.tokenbroker.cli.provider.ProviderEndpoints.PushedRequests;
import io.tokenbroker.event.AuthMode;
import io.tokenbroker.key.ConnectorId;
import java.util.List;

/**
 * A connector as an operator wants it: a provider, and a client that is registered there. Endpoints
 * may be missing where an issuer is named: they are looked up when it is applied. Immutable.
 *
 * @param id tenant and name
 * @param authMode whether each user has a grant or all share one
 * @param allowedReturnOrigins where a browser may be sent back to
 * @param accountChangeAllowed whether a grant may be authorized again by another account
 */
public record ConnectorSpec(
    ConnectorId id,
    AuthMode authMode,
    Provider provider,
    Client client,
    List<String> allowedReturnOrigins,
    boolean accountChangeAllowed) {
  public ConnectorSpec {
    allowedReturnOrigins = List.copyOf(allowedReturnOrigins);
  }

  /** Whether endpoints are missing and the issuer's metadata is needed. */
  boolean needsDiscovery() {
    ProviderEndpoints endpoints = provider.endpoints();
    return endpoints.token().isEmpty()
        || (provider.needsBrowser()
            && (endpoints.authorization().isEmpty()
                || (endpoints.pushedRequests() == PushedRequests.ON
                    && endpoints.pushedAuthorizationRequest().isEmpty())));
  }

  /** How the client authenticates. */
  AuthMethod authMethod() {
    return provider.authentication().method().orElseGet(client::usualMethod);
  }

  ConnectorSpec withProvider(Provider other) {
    return new ConnectorSpec(
        id, authMode, other, client, allowedReturnOrigins, accountChangeAllowed);
  }
}
