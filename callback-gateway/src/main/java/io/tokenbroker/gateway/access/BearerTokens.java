// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.access;

import io.tokenbroker.secrets.Secret;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Tells who sends a bearer token that is no API key (RFC 6750). Never blocks. Thread-safe. */
public interface BearerTokens {
  /**
   * Who sends it.
   *
   * @return completes with the caller, or empty if the token is not accepted, for whatever reason;
   *     fails with {@link io.tokenbroker.gateway.event.UnavailableException} if that can't be said
   *     now. It completes on any thread.
   */
  CompletionStage<Optional<Caller>> callerOf(Secret token);
}
