// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.cluster;

import io.tokenbroker.event.DescribeGrant;
import io.tokenbroker.event.MigrateGrant;
import io.tokenbroker.event.ObtainToken;
import io.tokenbroker.event.RefreshToken;
import io.tokenbroker.event.RevokeToken;
import io.tokenbroker.key.TokenVersion;
import java.time.Clock;
import java.util.List;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;

/**
 * The commands that an operator gives, each as a function of its correlation id. Immutable.
 *
 * @param requestedBy who gives them, for the audit
 */
public record CommandDrafts(String requestedBy, Clock clock) {
  /** Asks for a grant's metadata. */
  public Function<String, SpecificRecord> describe() {
    return id ->
        DescribeGrant.newBuilder()
            .setCorrelationId(id)
            .setRequestedBy(requestedBy)
            .setRequestedAt(clock.instant())
            .build();
  }

  /** Asks for a newer token than the version that the broker holds. */
  public Function<String, SpecificRecord> refresh(TokenVersion held) {
    return id ->
        RefreshToken.newBuilder()
            .setGeneration(held.generation())
            .setSequence(held.sequence())
            .setReason("operator")
            .setRequestedBy(requestedBy)
            .setRequestedAt(clock.instant())
            .setCorrelationId(id)
            .build();
  }

  /**
   * Revokes a grant, here at once and at its provider.
   *
   * @param reason at most 64 characters
   * @param erase whether nothing of it is kept longer than is safe
   */
  public Function<String, SpecificRecord> revoke(String reason, boolean erase) {
    return id ->
        RevokeToken.newBuilder()
            .setCorrelationId(id)
            .setReason(reason)
            .setErase(erase)
            .setRequestedBy(requestedBy)
            .setRequestedAt(clock.instant())
            .build();
  }

  /**
   * Sends a grant's secrets to another origin from now on.
   *
   * @param connectorRevision the revision to pin
   * @param from the origin that it pins now
   * @param to the origin of that revision's token endpoint
   */
  public Function<String, SpecificRecord> migrate(long connectorRevision, String from, String to) {
    return id ->
        MigrateGrant.newBuilder()
            .setCorrelationId(id)
            .setConnectorRevision(connectorRevision)
            .setFromOrigin(from)
            .setToOrigin(to)
            .setRequestedBy(requestedBy)
            .setRequestedAt(clock.instant())
            .build();
  }

  /** Obtains a shared grant with the client's own credentials; no scopes: the connector's. */
  public Function<String, SpecificRecord> obtain(long connectorRevision, List<String> scopes) {
    return id ->
        ObtainToken.newBuilder()
            .setCorrelationId(id)
            .setConnectorRevision(connectorRevision)
            .setScopes(scopes)
            .setRequestedBy(requestedBy)
            .setRequestedAt(clock.instant())
            .build();
  }
}
