// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.connector;

import io.tokenbroker.event.AuthMode;
import io.tokenbroker.event.GrantType;
import io.tokenbroker.event.RevocationScope;
import io.tokenbroker.key.ConnectorId;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A connector as an operator wants it. Its endpoints may be missing where an issuer is named: they
 * are looked up when it is applied. Immutable.
 *
 * @param id tenant and name
 * @param authMode whether each user has a grant or all share one
 * @param grantType how a grant is obtained (RFC 6749, 4.1 and 4.4)
 * @param issuer issuer identifier (RFC 8414, 2)
 * @param authorizationEndpoint RFC 6749, 3.1; absent with client credentials
 * @param tokenEndpoint RFC 6749, 3.2
 * @param revocationEndpoint RFC 7009
 * @param clientId client_id
 * @param clientSecret absent for a public client
 * @param tokenEndpointAuthMethod client_secret_basic, client_secret_post or none
 * @param scopes asked for by default
 * @param scopeSeparator what stands between scopes
 * @param authorizationParameters further parameters of the authorization request
 * @param tokenParameters further parameters of token requests
 * @param allowedReturnOrigins where a browser may be sent back to
 * @param refresh how its tokens age and are kept fresh
 * @param revocationScope what the provider revokes with a token
 * @param accountChangeAllowed whether a grant may be authorized again by another account
 */
public record ConnectorSpec(
    ConnectorId id,
    AuthMode authMode,
    GrantType grantType,
    Optional<String> issuer,
    Optional<URI> authorizationEndpoint,
    Optional<URI> tokenEndpoint,
    Optional<URI> revocationEndpoint,
    String clientId,
    Optional<SecretReference> clientSecret,
    String tokenEndpointAuthMethod,
    List<String> scopes,
    String scopeSeparator,
    Map<String, String> authorizationParameters,
    Map<String, String> tokenParameters,
    List<String> allowedReturnOrigins,
    RefreshProfile refresh,
    RevocationScope revocationScope,
    boolean accountChangeAllowed) {
  public ConnectorSpec {
    scopes = List.copyOf(scopes);
    authorizationParameters = Map.copyOf(authorizationParameters);
    tokenParameters = Map.copyOf(tokenParameters);
    allowedReturnOrigins = List.copyOf(allowedReturnOrigins);
  }

  /** Whether endpoints are missing and the issuer's metadata is needed. */
  boolean needsDiscovery() {
    return tokenEndpoint.isEmpty() || (needsBrowser() && authorizationEndpoint.isEmpty());
  }

  /** Whether a grant is obtained in a browser. */
  boolean needsBrowser() {
    return grantType == GrantType.AUTHORIZATION_CODE;
  }

  /**
   * This connector with the endpoints that it did not name itself. The issuer stays only where the
   * provider sends it with its redirects: the gateway demands it from a connector that has one.
   */
  ConnectorSpec withEndpoints(ProviderMetadata found) {
    return new ConnectorSpec(
        id,
        authMode,
        grantType,
        issuer.filter(name -> found.namesItself()),
        authorizationEndpoint.or(
            () -> found.authorizationEndpoint().filter(endpoint -> needsBrowser())),
        tokenEndpoint.or(() -> Optional.of(found.tokenEndpoint())),
        revocationEndpoint.or(found::revocationEndpoint),
        clientId,
        clientSecret,
        tokenEndpointAuthMethod,
        scopes,
        scopeSeparator,
        authorizationParameters,
        tokenParameters,
        allowedReturnOrigins,
        refresh,
        revocationScope,
        accountChangeAllowed);
  }
}
