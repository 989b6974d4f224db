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
    Optional<Active> active = credential instanceof Active it ? Optional.of(it) : Optional.empty();
    return new Effect.Description(
        grant.status(),
        grant.version(),
        tokens.map(Tokens::connectorRevision),
        tokens.map(Tokens::scopes).orElse(List.of()),
        tokens.map(Tokens::issuedAt),
        tokens.map(Tokens::expiresAt),
        active.flatMap(it -> it.ending().at()),
        grant.nextLook(),
        callInFlight(grant),
        reason(credential),
        active.flatMap(it -> it.trouble().lastError()),
        active.flatMap(it -> it.trouble().since()),
        tokens.flatMap(Tokens::subject),
        tokens.map(Tokens::attributes).orElse(Map.of()));
  }

  private static boolean callInFlight(Grant grant) {
    return (grant.credential() instanceof Active active && active.attemptInFlight().isPresent())
        || grant.authorizations().stream().anyMatch(Authorization::isCalling)
        || grant.revocations().stream()
            .anyMatch(revocation -> revocation.call() instanceof CallSlot.InFlight);
  }

  private static Optional<String> reason(Credential credential) {
    if (credential instanceof ReauthorizationRequired required) {
      return Optional.of(required.reason());
    }
    if (credential instanceof Active active && active.ending() instanceof Ending.Announced) {
      return Optional.of(Transition.GRANT_ENDS);
    }
    return credential instanceof Revoked revoked ? Optional.of(revoked.reason()) : Optional.empty();
  }
}
