// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.provider;

import io.tokenbroker.broker.lifecycle.TokenResponse;
import io.tokenbroker.event.ErrorClass;
import java.time.Duration;
import java.util.Optional;

/** How one HTTP call ended. */
sealed interface CallOutcome {

  /** Success; a revocation's has no tokens. */
  record Succeeded(Optional<TokenResponse> response) implements CallOutcome {}

  /** An answer that says no. */
  record Failed(
      ErrorClass errorClass,
      String error,
      Optional<String> description,
      int httpStatus,
      Optional<Duration> retryAfter)
      implements CallOutcome {}

  /** Nothing left this process. */
  record NotSent(String reason, Optional<Duration> retryAfter) implements CallOutcome {}

  /** Something was sent, and no readable answer came. */
  record Unknown(String reason) implements CallOutcome {}
}
