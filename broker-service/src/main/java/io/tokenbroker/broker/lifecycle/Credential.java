// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.lifecycle;

import java.time.Instant;
import java.util.Optional;

/**
 * What a grant has to give. That a refresh or a revocation is under way shows in its slot: see
 * {@link Grant#status}.
 */
public sealed interface Credential {
  /** The tokens, where there are any. */
  Optional<Tokens> tokens();

  /** Nothing was issued yet. */
  record Absent() implements Credential {
    @Override
    public Optional<Tokens> tokens() {
      return Optional.empty();
    }
  }

  /**
   * Tokens that are kept fresh.
   *
   * @param current the tokens
   * @param refresh the one refresh that is planned or under way
   * @param trouble what went wrong since the last success
   * @param ending the grant's known end
   */
  record Active(Tokens current, CallSlot refresh, Trouble trouble, Ending ending)
      implements Credential {
    @Override
    public Optional<Tokens> tokens() {
      return Optional.of(current);
    }

    /** The attempt in flight. */
    Optional<String> attemptInFlight() {
      return refresh instanceof CallSlot.InFlight call
          ? Optional.of(call.attemptId())
          : Optional.empty();
    }

    Active with(CallSlot next) {
      return new Active(current, next, trouble, ending);
    }

    Active with(Tokens next) {
      return new Active(next, refresh, trouble, ending);
    }

    Active with(Ending next) {
      return new Active(current, refresh, trouble, next);
    }

    /** The next try, after a failure. */
    Active tryAgain(Instant at, Trouble after) {
      return new Active(current, new CallSlot.Scheduled(at), after, ending);
    }
  }

  /**
   * Can't be refreshed any more; a person must authorize again.
   *
   * @param last the last tokens, which nothing renews; the access token may still be valid
   * @param reason why
   * @param since since when
   */
  record ReauthorizationRequired(Tokens last, String reason, Instant since) implements Credential {
    @Override
    public Optional<Tokens> tokens() {
      return Optional.of(last);
    }
  }

  /**
   * Revoked. What was started before the revocation is refused.
   *
   * @param at when the revocation was asked for
   * @param reason why
   * @param eraseAt when the grant and its last event are erased: after any token of it has expired
   * @param connectorRevision the revision that the grant pinned
   * @param endpointOrigin the only origin that its tokens are sent to, those that turn up late too
   */
  record Revoked(
      Instant at, String reason, Instant eraseAt, long connectorRevision, String endpointOrigin)
      implements Credential {
    @Override
    public Optional<Tokens> tokens() {
      return Optional.empty();
    }
  }
}
