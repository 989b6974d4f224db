// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.provider;

import io.tokenbroker.broker.lifecycle.TokenResponse;
import io.tokenbroker.event.ErrorClass;
import io.tokenbroker.secrets.Secret;
import java.time.Duration;
import java.util.Optional;

/** How one HTTP call ended. */
sealed interface CallOutcome {

  /** Success; a revocation's has no tokens. */
  record Succeeded(Optional<TokenResponse> response) implements CallOutcome {}

  /** A pushed authorization request was taken (RFC 9126, 2.2). */
  record Pushed(String requestUri, Duration lifetime) implements CallOutcome {}

  /** A person is to authorize at another device (RFC 8628, 3.2). */
  record DeviceAuthorized(
      Secret deviceCode,
      String userCode,
      String verificationUri,
      Optional<String> verificationUriComplete,
      Duration lifetime,
      Duration interval)
      implements CallOutcome {}

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
