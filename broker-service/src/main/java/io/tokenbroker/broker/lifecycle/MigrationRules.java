// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.lifecycle;

import io.tokenbroker.broker.lifecycle.Credential.Active;
import io.tokenbroker.broker.lifecycle.Credential.ReauthorizationRequired;
import io.tokenbroker.broker.lifecycle.Input.MigrateRequested;
import java.util.Optional;

/**
 * A grant's secrets go to the origin that it pins and to no other, whatever becomes of its
 * connector; only an operator's command that names both origins changes that. What is still to be
 * revoked stays with the origin that issued it, and an authorization with the one it started with.
 */
final class MigrationRules {

  void requested(Transition t, MigrateRequested input) {
    Optional<Tokens> tokens = t.grant().credential().tokens();
    if (tokens.isPresent() && isThere(tokens.get(), input)) {
      // Delivered twice, asked again, or issued there.
      t.audit(audit("migration_repeated", input));
      t.describeTo(input.correlationId());
      return;
    }
    Optional<Refusal> refusal = refusal(t, tokens, input);
    if (refusal.isPresent()) {
      t.effect(
          new Effect.AnswerRejected(
              input.correlationId(), refusal.get().reason(), refusal.get().description()));
      t.audit(audit("migration_refused", input).because(refusal.get().reason()));
      return;
    }
    Tokens migrated = tokens.orElseThrow().pinnedTo(input.connectorRevision(), input.toOrigin());
    // Runners see the revision, so it is a version of its own.
    t.publish(t.grant().version().next(), with(t.grant().credential(), migrated));
    t.audit(audit("grant_migrated", input));
    t.describeTo(input.correlationId());
  }

  private static boolean isThere(Tokens tokens, MigrateRequested input) {
    return tokens.endpointOrigin().equals(input.toOrigin())
        && (tokens.connectorRevision() == input.connectorRevision()
            || !input.fromOrigin().equals(input.toOrigin()));
  }

  /** Why not, for programs and for persons. */
  private record Refusal(String reason, String description) {}

  private static Optional<Refusal> refusal(
      Transition t, Optional<Tokens> tokens, MigrateRequested input) {
    if (tokens.isEmpty()) {
      return Optional.of(
          new Refusal(
              "no_grant", "there is no grant with tokens; its state: " + t.grant().status()));
    }
    if (!tokens.get().endpointOrigin().equals(input.fromOrigin())) {
      return Optional.of(
          new Refusal("origin_mismatch", "the grant pins " + tokens.get().endpointOrigin()));
    }
    if (!t.policy().endpointOrigin().equals(Optional.of(input.toOrigin()))) {
      return Optional.of(
          new Refusal(
              "not_the_connectors_origin",
              "the connector's token endpoint: "
                  + t.policy().endpointOrigin().orElse("the connector is not known")));
    }
    return t.grant().credential() instanceof Active active && active.attemptInFlight().isPresent()
        ? Optional.of(
            new Refusal("call_in_flight", "a refresh is under way; try again in a minute"))
        : Optional.empty();
  }

  private static Credential with(Credential credential, Tokens migrated) {
    return credential instanceof ReauthorizationRequired required
        ? new ReauthorizationRequired(migrated, required.reason(), required.since())
        : ((Active) credential).with(migrated);
  }

  private static AuditEntry audit(String action, MigrateRequested input) {
    return AuditEntry.of(action)
        .by(input.requestedBy())
        .with("from", input.fromOrigin())
        .with("to", input.toOrigin())
        .with("connectorRevision", input.connectorRevision());
  }
}
