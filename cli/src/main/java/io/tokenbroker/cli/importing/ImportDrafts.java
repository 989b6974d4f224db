// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.importing;

import io.tokenbroker.cli.connector.ConnectorCatalog;
import io.tokenbroker.event.ImportToken;
import io.tokenbroker.key.TokenKey;
import io.tokenbroker.secrets.SealedField;
import io.tokenbroker.secrets.Sealer;
import java.time.Clock;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;

/**
 * The commands that bring grants in, their tokens sealed for the broker. Immutable.
 *
 * @param brokerInbox {@code KeysetFolder.brokerInboxSealer()}
 * @param connectors whose newest revisions the grants belong to
 * @param replace whether an active grant is replaced
 * @param requestedBy who imports, for the audit
 */
public record ImportDrafts(
    Sealer brokerInbox,
    ConnectorCatalog connectors,
    boolean replace,
    String requestedBy,
    Clock clock) {
  Function<String, SpecificRecord> of(ImportedGrant grant) {
    TokenKey key = grant.key();
    return id ->
        ImportToken.newBuilder()
            .setCorrelationId(id)
            .setConnectorRevision(connectors.of(key.connectorId()).getRevision())
            .setSealedAccessToken(
                grant
                    .accessToken()
                    .map(token -> brokerInbox.seal(token, SealedField.importedAccessToken(key, id)))
                    .orElse(null))
            .setSealedRefreshToken(
                grant
                    .refreshToken()
                    .map(
                        token -> brokerInbox.seal(token, SealedField.importedRefreshToken(key, id)))
                    .orElse(null))
            .setExpiresAt(grant.expiresAt().orElse(null))
            .setScopes(grant.scopes())
            .setRefreshTokenExpiresAt(grant.refreshTokenExpiresAt().orElse(null))
            .setSubject(grant.subject().orElse(null))
            .setReplace(replace)
            .setRequestedBy(requestedBy)
            .setRequestedAt(clock.instant())
            .build();
  }
}
