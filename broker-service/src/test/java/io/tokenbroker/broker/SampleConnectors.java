// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker;

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
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Optional;

/** Connector definitions for tests; change what matters with the builder. */
public final class SampleConnectors {
  public static final String TENANT = "acme";
  public static final String CONNECTOR = "github";
  public static final String ORIGIN = "https://provider.example:443";

  private SampleConnectors() {}

  /** A connector whose provider revokes, rotates strictly and wants basic authentication. */
  public static ConnectorDefined.Builder connector(Optional<ByteBuffer> sealedClientSecret) {
    return ConnectorDefined.newBuilder()
        .setPkce(Pkce.S256)
        .setRequestFormat(RequestFormat.FORM)
        .setBasicCredentialsEncoding(BasicCredentialsEncoding.FORM)
        .setProofOfPossession(ProofOfPossession.NONE)
        .setRevocationStyle(RevocationStyle.RFC7009)
        .setRevocationTokens(RevocationTokens.ONE)
        .setBinding(Binding.LINK)
        .setTenant(TENANT)
        .setConnector(CONNECTOR)
        .setRevision(7)
        .setAuthMode(AuthMode.PER_USER)
        .setGrantType(GrantType.AUTHORIZATION_CODE)
        .setRefreshPolicy(RefreshPolicy.PROACTIVE)
        .setExpiresInUnit(LifetimeUnit.SECONDS)
        .setAuthorizationEndpoint("https://provider.example/authorize")
        .setTokenEndpoint("https://provider.example/token")
        .setRevocationEndpoint("https://provider.example/revoke")
        .setClientId("client-1")
        .setSealedClientSecret(sealedClientSecret.orElse(null))
        .setTokenEndpointAuthMethod("client_secret_basic")
        .setScopeSeparator(" ")
        .setRefreshReplay(RefreshReplay.NEVER)
        .setRevocationScope(RevocationScope.TOKEN)
        .setDefinedAt(Instant.EPOCH)
        .setDefinedBy("ops");
  }
}
