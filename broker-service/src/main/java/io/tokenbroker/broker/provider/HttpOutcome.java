// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.provider;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/** How one HTTP request ended. */
sealed interface HttpOutcome {

  /** The provider answered, with whatever status. */
  record Answered(Answer answer) implements HttpOutcome {}

  /** No byte of the request left this process. */
  record NotSent(String reason, Optional<Duration> retryAfter) implements HttpOutcome {}

  /** Something may have been sent, and no whole answer came. */
  record Lost(String reason) implements HttpOutcome {}

  /** What the case's function makes of it. */
  default <T> T fold(
      Function<Answer, T> answered, Function<NotSent, T> notSent, Function<Lost, T> lost) {
    if (this instanceof Answered whole) {
      return answered.apply(whole.answer());
    }
    return this instanceof NotSent kept ? notSent.apply(kept) : lost.apply((Lost) this);
  }
}
