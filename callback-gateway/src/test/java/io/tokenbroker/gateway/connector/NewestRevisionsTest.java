// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.connector;

import static org.assertj.core.api.Assertions.assertThat;

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
import org.junit.jupiter.api.Test;

class NewestRevisionsTest {
  @Test
  void theHighestRevisionWinsInWhateverOrderTheyCome() {
    NewestRevisions revisions = new NewestRevisions();
    for (long revision : new long[] {2, 3, 1}) {
      revisions.accept(connector("acme", revision));
    }
    revisions.accept(connector("globex", 9));

    assertThat(revisions.find(new ConnectorId("acme", "crm")).map(ConnectorDefined::getRevision))
        .contains(3L);
    assertThat(revisions.find(new ConnectorId("acme", "mail"))).isEmpty();
  }

  private static ConnectorDefined connector(String tenant, long revision) {
    return ConnectorDefined.newBuilder()
        .setPkce(Pkce.S256)
        .setRequestFormat(RequestFormat.FORM)
        .setBasicCredentialsEncoding(BasicCredentialsEncoding.FORM)
        .setProofOfPossession(ProofOfPossession.NONE)
        .setRevocationStyle(RevocationStyle.RFC7009)
        .setRevocationTokens(RevocationTokens.ONE)
        .setBinding(Binding.LINK)
        .setTenant(tenant)
        .setConnector("crm")
        .setRevision(revision)
        .setAuthMode(AuthMode.SHARED)
        .setGrantType(GrantType.AUTHORIZATION_CODE)
        .setRefreshPolicy(RefreshPolicy.PROACTIVE)
        .setExpiresInUnit(LifetimeUnit.SECONDS)
        .setAuthorizationEndpoint("https://provider.example/authorize")
        .setTokenEndpoint("https://provider.example/token")
        .setClientId("client")
        .setTokenEndpointAuthMethod("none")
        .setScopeSeparator(" ")
        .setRefreshReplay(RefreshReplay.NEVER)
        .setRevocationScope(RevocationScope.TOKEN)
        .setDefinedAt(Instant.EPOCH)
        .setDefinedBy("test")
        .build();
  }
}
