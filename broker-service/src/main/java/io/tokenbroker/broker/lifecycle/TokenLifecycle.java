// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.lifecycle;

import io.tokenbroker.key.TokenKey;
import java.time.Instant;
import java.util.Optional;

/**
 * Decides everything about a grant. A pure function: the same arguments give the same decision, so
 * a decision that is made again after a crash is the same decision. Stateless and thread-safe.
 *
 * <p>The rules of an input only move the grant's timers; whatever is due is then started in one
 * place, so after a decision nothing is due any more.
 */
public final class TokenLifecycle {
  private final AuthorizationRules authorizations = new AuthorizationRules();
  private final PreparationRules preparations = new PreparationRules();
  private final TokenRequestRules tokenRequests = new TokenRequestRules();
  private final ConfirmationRules confirmations = new ConfirmationRules();
  private final CommandRules commands = new CommandRules();
  private final MigrationRules migrations = new MigrationRules();
  private final RefreshRules refreshes = new RefreshRules();
  private final RevocationRules revocations = new RevocationRules();
  private final ProviderRevocations atProvider = new ProviderRevocations();

  /**
   * Decides.
   *
   * @param key the grant's key
   * @param state what is known of the grant; empty if nothing
   * @param input what happened
   * @param policy the connector's part of the rules
   * @param now the time of the decision
   */
  public Decision decide(
      TokenKey key, Optional<Grant> state, Input input, ConnectorPolicy policy, Instant now) {
    Transition transition = new Transition(key, state.orElse(Grant.EMPTY), policy, now);
    apply(transition, input);
    authorizations.startWhatIsDue(transition);
    preparations.startWhatIsDue(transition);
    tokenRequests.startWhatIsDue(transition);
    refreshes.startWhatIsDue(transition);
    atProvider.startWhatIsDue(transition);
    revocations.eraseWhenDue(transition);
    return transition.decision();
  }

  private void apply(Transition transition, Input input) {
    if (input instanceof Input.AuthorizationStarted started) {
      authorizations.started(transition, started);
    } else if (input instanceof Input.AuthorizationCodeReceived received) {
      authorizations.codeReceived(transition, received);
    } else if (input instanceof Input.AuthorizationRejected rejected) {
      authorizations.rejected(transition, rejected);
    } else if (input instanceof Input.ConfirmationReceived received) {
      confirmations.confirmed(transition, received);
    } else if (input instanceof Input.RefreshRequested requested) {
      refreshes.requested(transition, requested);
    } else if (input instanceof Input.RevokeRequested requested) {
      revocations.requested(transition, requested);
    } else if (input instanceof Input.ImportRequested requested) {
      commands.importRequested(transition, requested);
    } else if (input instanceof Input.TokenRequested requested) {
      commands.tokenRequested(transition, requested);
    } else if (input instanceof Input.DeviceRequested requested) {
      DeviceRules.requested(transition, requested);
    } else if (input instanceof Input.MigrateRequested requested) {
      migrations.requested(transition, requested);
    } else if (input instanceof Input.DescribeRequested requested) {
      transition.describeTo(requested.correlationId());
    } else if (input instanceof Input.CallResult result) {
      ended(transition, result);
    } else if (input instanceof Input.UnreadableResult) {
      unreadable(transition);
    }
    // TimeReached needs no rule: whatever is due is started after every input.
  }

  private void ended(Transition transition, Input.CallResult result) {
    boolean taken =
        preparations.ended(transition, result)
            || tokenRequests.ended(transition, result)
            || refreshes.ended(transition, result)
            || atProvider.ended(transition, result);
    if (!taken) {
      transition.audit(
          AuditEntry.of("result_ignored")
              .because("no slot waits for the attempt")
              .attempt(result.attemptId()));
    }
  }

  /** Nobody knows which call it ended: every call in flight of the grant is treated as unknown. */
  private void unreadable(Transition transition) {
    transition.audit(AuditEntry.of("result_unreadable"));
    preparations.resultUnreadable(transition);
    tokenRequests.resultUnreadable(transition);
    refreshes.resultUnreadable(transition);
    atProvider.resultUnreadable(transition);
  }
}
