// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.it.system;

import io.tokenbroker.cli.connector.ConnectorSpec;
import io.tokenbroker.cli.connector.RefreshProfile;
import io.tokenbroker.cli.connector.SecretReference;
import io.tokenbroker.demoprovider.DemoProvider;
import io.tokenbroker.event.AuthMode;
import io.tokenbroker.event.GrantType;
import io.tokenbroker.event.RevocationScope;
import io.tokenbroker.key.ConnectorId;
import io.tokenbroker.secrets.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A connector of a test, by what differs from test to test.
 *
 * @param graceWindow how long a spent refresh token may be sent again; zero: never
 */
public record TestConnector(
    ConnectorId id,
    AuthMode authMode,
    Endpoints endpoints,
    Client client,
    List<String> scopes,
    Duration refreshMargin,
    Duration graceWindow) {

  /**
   * Where the provider is.
   *
   * @param issuer empty where the provider sends no {@code iss} (RFC 9207)
   */
  public record Endpoints(Optional<URI> issuer, URI authorization, URI token, URI revocation) {
    /** A demo provider's. */
    public static Endpoints of(DemoProvider provider) {
      return new Endpoints(
          Optional.of(provider.issuer()),
          provider.authorizationEndpoint(),
          provider.tokenEndpoint(),
          provider.revocationEndpoint());
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
        endpoints,
        client,
        List.of("profile"),
        Duration.ofMinutes(5),
        Duration.ZERO);
  }

  /** This connector with one grant for all users. */
  public TestConnector shared() {
    return new TestConnector(
        id, AuthMode.SHARED, endpoints, client, scopes, refreshMargin, graceWindow);
  }

  /** This connector under another name. */
  public TestConnector named(String name) {
    return new TestConnector(
        new ConnectorId(id.tenant(), name),
        authMode,
        endpoints,
        client,
        scopes,
        refreshMargin,
        graceWindow);
  }

  public TestConnector withScopes(String... other) {
    return new TestConnector(
        id, authMode, endpoints, client, List.of(other), refreshMargin, graceWindow);
  }

  public TestConnector withRefreshMargin(Duration other) {
    return new TestConnector(id, authMode, endpoints, client, scopes, other, graceWindow);
  }

  public TestConnector withGraceWindow(Duration other) {
    return new TestConnector(id, authMode, endpoints, client, scopes, refreshMargin, other);
  }

  ConnectorSpec spec(URI returnOrigin) {
    RefreshProfile refresh = RefreshProfile.DEFAULTS.withMargin(refreshMargin);
    return new ConnectorSpec(
        id,
        authMode,
        GrantType.AUTHORIZATION_CODE,
        endpoints.issuer().map(URI::toString),
        Optional.of(endpoints.authorization()),
        Optional.of(endpoints.token()),
        Optional.of(endpoints.revocation()),
        client.id(),
        Optional.of(new SecretReference.Given(Secret.of(client.secret()))),
        "client_secret_basic",
        scopes,
        " ",
        Map.of(),
        Map.of(),
        List.of(returnOrigin.toString()),
        graceWindow.isZero() ? refresh : refresh.withReplayGrace(graceWindow),
        RevocationScope.TOKEN,
        false);
  }
}
