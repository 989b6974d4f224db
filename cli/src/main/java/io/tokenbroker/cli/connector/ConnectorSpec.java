// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.connector;

import io.tokenbroker.cli.provider.AuthMethod;
import io.tokenbroker.cli.provider.Provider;
import io.tokenbroker.cli.provider.ProviderEndpoints;
import io.tokenbroker.cli.provider.ProviderEndpoints.PushedRequests;
import io.tokenbroker.event.AuthMode;
import io.tokenbroker.event.Binding;
import io.tokenbroker.key.ConnectorId;
import java.util.List;
import java.util.Optional;

/**
 * A connector as an operator wants it: a provider, and a client that is registered there. Endpoints
 * may be missing where an issuer is named: they are looked up when it is applied. Immutable.
 *
 * @param id tenant and name
 * @param authMode whether each user has a grant or all share one
 * @param allowedReturnOrigins where a browser may be sent back to
 * @param accountChangeAllowed whether a grant may be authorized again by another account
 * @param binding how it is made sure whose a personal grant is; of no meaning for others
 * @param displayName what it is called on pages; empty: its name
 */
public record ConnectorSpec(
    ConnectorId id,
    AuthMode authMode,
    Provider provider,
    Client client,
    List<String> allowedReturnOrigins,
    boolean accountChangeAllowed,
    Binding binding,
    Optional<String> displayName) {
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
        id,
        authMode,
        other,
        client,
        allowedReturnOrigins,
        accountChangeAllowed,
        binding,
        displayName);
  }

  /** Whether a person's browser makes a grant of that person's own. */
  boolean bindsPersons() {
    return authMode == AuthMode.PER_USER && provider.needsBrowser();
  }
}
