// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.importing;

import io.tokenbroker.cli.connector.ConnectorCatalog;
import io.tokenbroker.event.AuthMode;
import io.tokenbroker.event.ConnectorDefined;
import io.tokenbroker.event.GrantType;
import io.tokenbroker.key.TokenKey;
import java.time.Clock;
import java.time.Instant;

/** What a grant that is imported has to be: what the broker would refuse is refused here first. */
final class ImportRules {
  private final ConnectorCatalog connectors;
  private final Clock clock;

  ImportRules(ConnectorCatalog connectors, Clock clock) {
    this.connectors = connectors;
    this.clock = clock;
  }

  /**
   * Checks a grant.
   *
   * @throws LineFault if it breaks a rule
   */
  void check(ImportedGrant grant) {
    checkConnector(grant.key());
    checkTokens(grant, clock.instant());
  }

  private void checkConnector(TokenKey key) {
    ConnectorDefined connector =
        connectors
            .find(key.connectorId())
            .orElseThrow(() -> new LineFault("there is no connector " + key.connectorId()));
    if (connector.getGrantType() == GrantType.CLIENT_CREDENTIALS) {
      throw new LineFault(
          "connector "
              + key.connectorId()
              + " has grantType: client_credentials: 'tokenbroker grants obtain' gets its tokens");
    }
    boolean personal = key.owner().user().isPresent();
    if (personal != (connector.getAuthMode() == AuthMode.PER_USER)) {
      throw new LineFault(
          personal
              ? "connector " + key.connectorId() + " is shared: leave the user out"
              : "connector " + key.connectorId() + " is per-user: name the user");
    }
  }

  private static void checkTokens(ImportedGrant grant, Instant now) {
    if (grant.accessToken().isEmpty() && grant.refreshToken().isEmpty()) {
      throw new LineFault("has neither refresh_token nor access_token");
    }
    if (grant.refreshToken().isEmpty() && grant.refreshTokenExpiresAt().isPresent()) {
      throw new LineFault("refresh_token_expires_at: there is no refresh_token");
    }
    if (grant.refreshTokenExpiresAt().filter(time -> !time.isAfter(now)).isPresent()) {
      throw new LineFault("refresh_token_expires_at: is in the past");
    }
    if (grant.refreshToken().isEmpty()
        && grant.expiresAt().filter(time -> !time.isAfter(now)).isPresent()) {
      throw new LineFault("expires_at: is in the past, and there is no refresh_token");
    }
  }
}
