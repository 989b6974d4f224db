// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.provider;

import io.tokenbroker.event.GrantType;
import java.util.Optional;

/**
 * A provider as a connector uses it: its profile, where it was made from one, with the connector's
 * own keys over it. Immutable.
 *
 * @param profile the profile that it was made from
 * @param grantType how a grant is obtained (RFC 6749, 4.1 and 4.4; RFC 8693)
 */
public record Provider(
    Optional<ProfileName> profile,
    GrantType grantType,
    ProviderEndpoints endpoints,
    ClientAuthentication authentication,
    Scopes scopes,
    AuthorizationRequests authorization,
    Requests requests,
    Responses responses,
    RefreshProfile refresh,
    Revocation revocation) {

  /** A provider that follows the specifications. */
  public static Provider standard(GrantType grantType, ProviderEndpoints endpoints) {
    return new Provider(
        Optional.empty(),
        grantType,
        endpoints,
        ClientAuthentication.DEFAULTS,
        Scopes.DEFAULTS,
        AuthorizationRequests.DEFAULTS,
        Requests.DEFAULTS,
        Responses.DEFAULTS,
        RefreshProfile.DEFAULTS,
        Revocation.DEFAULTS);
  }

  /** Whether a grant is obtained in a browser. */
  public boolean needsBrowser() {
    return grantType == GrantType.AUTHORIZATION_CODE;
  }

  public Provider withProfile(ProfileName other) {
    return new Provider(
        Optional.of(other),
        grantType,
        endpoints,
        authentication,
        scopes,
        authorization,
        requests,
        responses,
        refresh,
        revocation);
  }

  public Provider withEndpoints(ProviderEndpoints other) {
    return new Provider(
        profile,
        grantType,
        other,
        authentication,
        scopes,
        authorization,
        requests,
        responses,
        refresh,
        revocation);
  }

  public Provider withAuthentication(ClientAuthentication other) {
    return new Provider(
        profile,
        grantType,
        endpoints,
        other,
        scopes,
        authorization,
        requests,
        responses,
        refresh,
        revocation);
  }

  public Provider withScopes(Scopes other) {
    return new Provider(
        profile,
        grantType,
        endpoints,
        authentication,
        other,
        authorization,
        requests,
        responses,
        refresh,
        revocation);
  }

  public Provider withAuthorization(AuthorizationRequests other) {
    return new Provider(
        profile,
        grantType,
        endpoints,
        authentication,
        scopes,
        other,
        requests,
        responses,
        refresh,
        revocation);
  }

  public Provider withRequests(Requests other) {
    return new Provider(
        profile,
        grantType,
        endpoints,
        authentication,
        scopes,
        authorization,
        other,
        responses,
        refresh,
        revocation);
  }

  public Provider withResponses(Responses other) {
    return new Provider(
        profile,
        grantType,
        endpoints,
        authentication,
        scopes,
        authorization,
        requests,
        other,
        refresh,
        revocation);
  }

  public Provider withRefresh(RefreshProfile other) {
    return new Provider(
        profile,
        grantType,
        endpoints,
        authentication,
        scopes,
        authorization,
        requests,
        responses,
        other,
        revocation);
  }

  public Provider withRevocation(Revocation other) {
    return new Provider(
        profile,
        grantType,
        endpoints,
        authentication,
        scopes,
        authorization,
        requests,
        responses,
        refresh,
        other);
  }
}
