// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.importing;

import io.tokenbroker.cli.connector.ConnectorCatalog;
import io.tokenbroker.event.AuthMode;
import io.tokenbroker.event.BasicCredentialsEncoding;
import io.tokenbroker.event.Binding;
import io.tokenbroker.event.ConnectorDefined;
import io.tokenbroker.event.GrantType;
import io.tokenbroker.event.LifetimeUnit;
import io.tokenbroker.event.Pkce;
import io.tokenbroker.event.ProofOfPossession;
import io.tokenbroker.event.RefreshPolicy;
import io.tokenbroker.event.RefreshReplay;
import io.tokenbroker.event.RequestFormat;
import io.tokenbroker.event.RevocationScope;
import io.tokenbroker.event.RevocationStyle;
import io.tokenbroker.event.RevocationTokens;
import io.tokenbroker.key.ConnectorId;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** A tenant's three kinds of connectors: github per user, slack shared, billing by itself. */
final class Connectors {
  static final ConnectorCatalog CATALOG =
      new ConnectorCatalog(
          Map.of(
              new ConnectorId("acme", "github"),
              connector("github", 7, AuthMode.PER_USER, GrantType.AUTHORIZATION_CODE),
              new ConnectorId("acme", "slack"),
              connector("slack", 1, AuthMode.SHARED, GrantType.AUTHORIZATION_CODE),
              new ConnectorId("acme", "billing"),
              connector("billing", 1, AuthMode.SHARED, GrantType.CLIENT_CREDENTIALS)));

  private Connectors() {}

  private static ConnectorDefined connector(
      String name, long revision, AuthMode authMode, GrantType grantType) {
    return ConnectorDefined.newBuilder()
        .setPkce(Pkce.S256)
        .setRequestFormat(RequestFormat.FORM)
        .setBasicCredentialsEncoding(BasicCredentialsEncoding.FORM)
        .setProofOfPossession(ProofOfPossession.NONE)
        .setRevocationStyle(RevocationStyle.RFC7009)
        .setRevocationTokens(RevocationTokens.ONE)
        .setBinding(Binding.LINK)
        .setTenant("acme")
        .setConnector(name)
        .setRevision(revision)
        .setAuthMode(authMode)
        .setGrantType(grantType)
        .setAuthorizationEndpoint("https://x.example/a")
        .setTokenEndpoint("https://x.example/t")
        .setClientId("c")
        .setTokenEndpointAuthMethod("none")
        .setScopes(List.of())
        .setScopeSeparator(" ")
        .setAuthorizationParameters(Map.of())
        .setTokenParameters(Map.of())
        .setAllowedReturnOrigins(List.of())
        .setRefreshPolicy(RefreshPolicy.PROACTIVE)
        .setExpiresInUnit(LifetimeUnit.SECONDS)
        .setRefreshReplay(RefreshReplay.NEVER)
        .setRevocationScope(RevocationScope.GRANT)
        .setDefinedAt(Instant.EPOCH)
        .setDefinedBy("x")
        .build();
  }
}
