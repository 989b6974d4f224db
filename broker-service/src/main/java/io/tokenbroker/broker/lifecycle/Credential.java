// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.lifecycle;

import java.time.Instant;
import java.util.Optional;

/** What a grant has to give. */
public sealed interface Credential {
  /** The name that operators and applications see. */
  String state();

  /** The tokens, where there are any. */
  Optional<Tokens> tokens();

  /** Nothing was issued yet. */
  record Absent() implements Credential {
    @Override
    public String state() {
      return "absent";
    }

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
   */
  record Active(Tokens current, CallSlot refresh, Trouble trouble) implements Credential {
    @Override
    public String state() {
      return "active";
    }

    @Override
    public Optional<Tokens> tokens() {
      return Optional.of(current);
    }
  }

  /**
   * Can't be refreshed any more; a person must authorize again.
   *
   * @param last the last tokens, without a refresh token; the access token may still be valid
   * @param reason why
   * @param since since when
   */
  record ReauthorizationRequired(Tokens last, String reason, Instant since) implements Credential {
    @Override
    public String state() {
      return "reauthorization_required";
    }

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
    public String state() {
      return "revoked";
    }

    @Override
    public Optional<Tokens> tokens() {
      return Optional.empty();
    }
  }

  /**
   * Failures of the refresh since its last success.
   *
   * @param failures how many, since the last time that the plan changed
   * @param lastError the last one's code
   * @param lastTry whether the next try is the last: an earlier refresh may have been processed
   *     without our knowing
   * @param replayUntil until when the used refresh token may be sent again
   */
  record Trouble(
      int failures, Optional<String> lastError, boolean lastTry, Optional<Instant> replayUntil) {
    static final Trouble NONE = new Trouble(0, Optional.empty(), false, Optional.empty());

    Trouble with(String error) {
      return new Trouble(failures + 1, Optional.of(error), lastTry, replayUntil);
    }

    Trouble replay(Instant until) {
      return new Trouble(failures + 1, Optional.of("outcome_unknown"), lastTry, Optional.of(until));
    }

    Trouble beforeLastTry(String error) {
      return new Trouble(0, Optional.of(error), true, Optional.empty());
    }

    /** Whether an earlier refresh may have used the refresh token up. */
    boolean outcomeUnknown() {
      return lastTry || replayUntil.isPresent();
    }
  }
}
