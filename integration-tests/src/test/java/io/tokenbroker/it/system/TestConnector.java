// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.it.system;

import io.tokenbroker.cli.connector.ConnectorSpec;
import io.tokenbroker.cli.connector.SecretReference;
import io.tokenbroker.cli.provider.AuthMethod;
import io.tokenbroker.cli.provider.ClientAuthentication;
import io.tokenbroker.cli.provider.Provider;
import io.tokenbroker.cli.provider.ProviderEndpoints;
import io.tokenbroker.cli.provider.RefreshProfile;
import io.tokenbroker.cli.provider.Revocation;
import io.tokenbroker.cli.provider.Scopes;
import io.tokenbroker.demoprovider.DemoProvider;
import io.tokenbroker.event.AuthMode;
import io.tokenbroker.event.Binding;
import io.tokenbroker.event.GrantType;
import io.tokenbroker.event.RevocationScope;
import io.tokenbroker.key.ConnectorId;
import io.tokenbroker.secrets.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * A connector of a test, by what differs from test to test.
 *
 * @param provider what else is special about the provider
 * @param credentials what the client has instead of its one secret
 * @param binding what says whose grant it is
 */
public record TestConnector(
    ConnectorId id,
    AuthMode authMode,
    GrantType grantType,
    Endpoints endpoints,
    Client client,
    List<String> scopes,
    RefreshProfile refresh,
    UnaryOperator<Provider> provider,
    UnaryOperator<io.tokenbroker.cli.connector.Client> credentials,
    Binding binding) {

  /**
   * Where the provider is.
   *
   * @param issuer empty where the provider sends no {@code iss} (RFC 9207)
   * @param revocation empty where it revokes nothing
   */
  public record Endpoints(
      Optional<URI> issuer, URI authorization, URI token, Optional<URI> revocation) {
    /** A demo provider's. */
    public static Endpoints of(DemoProvider provider) {
      return new Endpoints(
          Optional.of(provider.issuer()),
          provider.authorizationEndpoint(),
          provider.tokenEndpoint(),
          Optional.of(provider.revocationEndpoint()));
    }
  }

  /** The client that is registered there. */
  public record Client(String id, String secret) {
    @Override
    public String toString() {
      return "Client[" + id + "]";
    }
  }

  /** A connector for everybody's own grants, whose refresh tokens are for one use. */
  public static TestConnector perUser(ConnectorId id, Endpoints endpoints, Client client) {
    return new TestConnector(
        id,
        AuthMode.PER_USER,
        GrantType.AUTHORIZATION_CODE,
        endpoints,
        client,
        List.of("profile"),
        RefreshProfile.DEFAULTS.withMargin(Duration.ofMinutes(5)),
        UnaryOperator.identity(),
        UnaryOperator.identity(),
        Binding.LINK);
  }

  /** This connector with one grant for all users. */
  public TestConnector shared() {
    return new TestConnector(
        id,
        AuthMode.SHARED,
        grantType,
        endpoints,
        client,
        scopes,
        refresh,
        provider,
        credentials,
        binding);
  }

  /** This connector as another client. */
  public TestConnector withClient(Client other) {
    return new TestConnector(
        id, authMode, grantType, endpoints, other, scopes, refresh, provider, credentials, binding);
  }

  /** This connector at a provider that revokes nothing. */
  public TestConnector withoutRevocation() {
    Endpoints without =
        new Endpoints(
            endpoints.issuer(), endpoints.authorization(), endpoints.token(), Optional.empty());
    return new TestConnector(
        id, authMode, grantType, without, client, scopes, refresh, provider, credentials, binding);
  }

  /** This connector with one grant that needs no person. */
  public TestConnector withClientCredentials() {
    return new TestConnector(
        id,
        AuthMode.SHARED,
        GrantType.CLIENT_CREDENTIALS,
        endpoints,
        client,
        scopes,
        refresh,
        provider,
        credentials,
        binding);
  }

  /** This connector with grants for tokens of another issuer (RFC 8693). */
  public TestConnector withTokenExchange() {
    return new TestConnector(
        id,
        authMode,
        GrantType.TOKEN_EXCHANGE,
        endpoints,
        client,
        scopes,
        refresh,
        provider,
        credentials,
        binding);
  }

  /** This connector at a provider that is special. */
  public TestConnector with(UnaryOperator<Provider> special) {
    return new TestConnector(
        id,
        authMode,
        grantType,
        endpoints,
        client,
        scopes,
        refresh,
        known -> special.apply(provider.apply(known)),
        credentials,
        binding);
  }

  /** This connector with other credentials than the client's one secret. */
  public TestConnector withCredentials(UnaryOperator<io.tokenbroker.cli.connector.Client> other) {
    return new TestConnector(
        id, authMode, grantType, endpoints, client, scopes, refresh, provider, other, binding);
  }

  /** This connector whose grants the application confirms. */
  public TestConnector confirmed() {
    return new TestConnector(
        id,
        authMode,
        grantType,
        endpoints,
        client,
        scopes,
        refresh,
        provider,
        credentials,
        Binding.CONFIRM);
  }

  /** This connector under another name. */
  public TestConnector named(String name) {
    return new TestConnector(
        new ConnectorId(id.tenant(), name),
        authMode,
        grantType,
        endpoints,
        client,
        scopes,
        refresh,
        provider,
        credentials,
        binding);
  }

  public TestConnector withScopes(String... other) {
    return new TestConnector(
        id,
        authMode,
        grantType,
        endpoints,
        client,
        List.of(other),
        refresh,
        provider,
        credentials,
        binding);
  }

  public TestConnector withRefresh(RefreshProfile other) {
    return new TestConnector(
        id, authMode, grantType, endpoints, client, scopes, other, provider, credentials, binding);
  }

  public TestConnector withRefreshMargin(Duration other) {
    return withRefresh(refresh.withMargin(other));
  }

  public TestConnector withGraceWindow(Duration other) {
    return withRefresh(refresh.withReplayGrace(other));
  }

  /** As it is applied, for an application at this origin. */
  public ConnectorSpec spec(URI returnOrigin) {
    return new ConnectorSpec(
        id,
        authMode,
        provider.apply(known()),
        credentials.apply(
            io.tokenbroker.cli.connector.Client.with(
                client.id(), new SecretReference.Given(Secret.of(client.secret())))),
        isForPersons() ? List.of(returnOrigin.toString()) : List.of(),
        false,
        binding,
        Optional.empty());
  }

  private Provider known() {
    ProviderEndpoints at =
        ProviderEndpoints.NONE
            .withIssuer(endpoints.issuer().map(URI::toString))
            .withToken(endpoints.token());
    return Provider.standard(
            grantType, isForPersons() ? at.withAuthorization(endpoints.authorization()) : at)
        .withAuthentication(
            ClientAuthentication.DEFAULTS.withMethod(AuthMethod.CLIENT_SECRET_BASIC))
        .withScopes(Scopes.DEFAULTS.withDefault(scopes))
        .withRefresh(refresh)
        .withRevocation(revocation());
  }

  private Revocation revocation() {
    Revocation ofTokens = Revocation.DEFAULTS.withScope(RevocationScope.TOKEN);
    return endpoints
        .revocation()
        .map(endpoint -> ofTokens.withEndpoint(endpoint.toString()))
        .orElse(ofTokens);
  }

  private boolean isForPersons() {
    return grantType == GrantType.AUTHORIZATION_CODE;
  }
}
