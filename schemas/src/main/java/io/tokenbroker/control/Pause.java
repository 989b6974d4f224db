// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.control;

import io.tokenbroker.event.ProviderCallsPaused;
import io.tokenbroker.key.PauseScope;
import java.time.Instant;

/**
 * Calls that are not made.
 *
 * @param scope whose
 * @param by who paused them
 * @param reason why, in that person's words
 */
public record Pause(PauseScope scope, String by, String reason, Instant since) {
  /** As it is written to the topic, under the scope's text. */
  public ProviderCallsPaused event() {
    return new ProviderCallsPaused(scope.toString(), by, reason, since);
  }

  /** For example {@code all provider calls, by operator:ann since ...: maintenance}. */
  @Override
  public String toString() {
    return scope + ", by " + by + " since " + since + ": " + reason;
  }
}
