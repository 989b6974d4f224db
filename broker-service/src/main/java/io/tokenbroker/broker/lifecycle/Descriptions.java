// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.lifecycle;

import io.tokenbroker.broker.lifecycle.Credential.Active;
import io.tokenbroker.broker.lifecycle.Credential.ReauthorizationRequired;
import io.tokenbroker.broker.lifecycle.Credential.Revoked;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A grant's metadata, for applications and operators. */
final class Descriptions {
  private Descriptions() {}

  static Effect.Description of(Grant grant) {
    Credential credential = grant.credential();
    Optional<Tokens> tokens = credential.tokens();
    return new Effect.Description(
        credential.state(),
        grant.version(),
        tokens.map(Tokens::connectorRevision),
        tokens.map(Tokens::scopes).orElse(List.of()),
        tokens.map(Tokens::issuedAt),
        tokens.map(Tokens::expiresAt),
        grant.nextLook(),
        callInFlight(grant),
        reason(credential),
        credential instanceof Active active ? active.trouble().lastError() : Optional.empty(),
        tokens.flatMap(Tokens::subject),
        tokens.map(Tokens::attributes).orElse(Map.of()));
  }

  private static boolean callInFlight(Grant grant) {
    return (grant.credential() instanceof Active active
            && active.refresh() instanceof CallSlot.InFlight)
        || grant.authorizations().stream().anyMatch(Authorization.Exchanging.class::isInstance)
        || grant.revocations().stream()
            .anyMatch(revocation -> revocation.call() instanceof CallSlot.InFlight);
  }

  private static Optional<String> reason(Credential credential) {
    if (credential instanceof ReauthorizationRequired required) {
      return Optional.of(required.reason());
    }
    return credential instanceof Revoked revoked ? Optional.of(revoked.reason()) : Optional.empty();
  }
}
