// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.lifecycle;

import io.tokenbroker.broker.lifecycle.Authorization.Consumed;
import io.tokenbroker.broker.lifecycle.Authorization.Requesting;
import io.tokenbroker.broker.lifecycle.Authorization.Started;
import io.tokenbroker.broker.lifecycle.ConnectorPolicy.GrantType;
import io.tokenbroker.broker.lifecycle.Input.ImportRequested;
import io.tokenbroker.broker.lifecycle.Input.TokenRequested;
import io.tokenbroker.key.TokenKey;
import java.time.Duration;
import java.util.Optional;

/**
 * Grants that need no browser: brought in from another system, or obtained with the client's own
 * credentials or for another token. Each is an authorization like a person's: it has a generation
 * of its own, and ends in exactly one outcome.
 */
final class CommandRules {
  private static final Duration IMPORT_ALLOWED = Duration.ofHours(1);
  private static final Duration REQUEST_ALLOWED = Duration.ofMinutes(10);

  void importRequested(Transition t, ImportRequested input) {
    if (isKnown(t, input.id())) {
      return;
    }
    Optional<String> refusal = refusal(t, input);
    if (refusal.isPresent()) {
      Authorizations.refuse(t, input.id(), refusal.get(), input.requestedBy());
      return;
    }
    begin(t, input)
        .ifPresent(
            started -> {
              if (isUsable(t, input)) {
                issue(t, started, input);
              } else {
                Authorizations.put(
                    t,
                    Requesting.now(
                        started, new Effect.Refresh(input.refreshToken().orElseThrow()), t.now()));
              }
            });
  }

  void tokenRequested(Transition t, TokenRequested input) {
    if (isKnown(t, input.id())) {
      return;
    }
    Optional<String> refusal = refusal(t, input);
    if (refusal.isPresent()) {
      Authorizations.refuse(t, input.id(), refusal.get(), input.requestedBy());
      return;
    }
    Authorizations.begin(
            t,
            new Authorizations.Request(
                input.id(),
                input.requestedAt(),
                REQUEST_ALLOWED,
                input.scopes(),
                input.connectorRevision(),
                input.requestedBy(),
                Optional.empty(),
                true))
        .ifPresent(
            started -> Authorizations.put(t, Requesting.now(started, request(input), t.now())));
  }

  private static Optional<String> refusal(Transition t, TokenRequested input) {
    if (t.policy().endpointOrigin().isEmpty()) {
      return Optional.of("unknown_connector");
    }
    boolean fits =
        switch (t.policy().grantType()) {
          case AUTHORIZATION_CODE -> false;
          case CLIENT_CREDENTIALS ->
              input.subject().isEmpty() && t.key().owner() instanceof TokenKey.Shared;
          case TOKEN_EXCHANGE -> true;
        };
    if (!fits) {
      return Optional.of("unsupported_grant_type");
    }
    return t.policy().grantType() == GrantType.TOKEN_EXCHANGE && input.subject().isEmpty()
        ? Optional.of("no_subject_token")
        : Optional.empty();
  }

  private static Effect.TokenRequest request(TokenRequested input) {
    return input
        .subject()
        .<Effect.TokenRequest>map(
            subject -> new Effect.TokenExchange(subject.token(), subject.type(), input.scopes()))
        .orElseGet(() -> new Effect.ClientCredentials(input.scopes()));
  }

  /** A command that was delivered twice is answered twice and carried out once. */
  static boolean isKnown(Transition t, String id) {
    Optional<Authorization> found = Authorizations.find(t, id);
    if (found.isPresent() && found.get() instanceof Consumed consumed) {
      Authorizations.answerAgain(t, id, consumed.outcome());
    } else if (found.isPresent()) {
      t.audit(AuditEntry.of("command_repeated").authorization(id));
    }
    return found.isPresent();
  }

  private static Optional<String> refusal(Transition t, ImportRequested input) {
    if (t.policy().endpointOrigin().isEmpty()) {
      return Optional.of("unknown_connector");
    }
    if (t.policy().grantType() == GrantType.CLIENT_CREDENTIALS) {
      return Optional.of("unsupported_grant_type");
    }
    if (input.accessToken().isEmpty() && input.refreshToken().isEmpty()) {
      return Optional.of("no_token");
    }
    if (input.refreshToken().isEmpty() && !isUsable(t, input)) {
      return Optional.of("token_expired");
    }
    if (t.grant().credential() instanceof Credential.Active && !input.replace()) {
      return Optional.of("grant_exists");
    }
    if (input.refreshToken().filter(token -> RefreshTokenUse.isTaken(t, token)).isPresent()) {
      return Optional.of(RefreshTokenUse.IN_USE);
    }
    return FirstTokens.isAnotherAccount(t, input.subject())
        ? Optional.of("account_mismatch")
        : Optional.empty();
  }

  private static Optional<Started> begin(Transition t, ImportRequested input) {
    return Authorizations.begin(
        t,
        new Authorizations.Request(
            input.id(),
            input.requestedAt(),
            IMPORT_ALLOWED,
            input.scopes(),
            input.connectorRevision(),
            input.requestedBy(),
            input.subject(),
            input.replace()));
  }

  private static boolean isUsable(Transition t, ImportRequested input) {
    return input.accessToken().isPresent()
        && input.expiresAt().filter(expiry -> !expiry.isAfter(t.now())).isEmpty();
  }

  /** There is a token that works: it is published as it is, and nobody is called. */
  private static void issue(Transition t, Started started, ImportRequested input) {
    Tokens tokens = Issuing.imported(t, started, input);
    Authorizations.end(
        t,
        started.id(),
        FirstTokens.publish(t, started, tokens, Optional.empty()),
        input.requestedBy());
  }
}
