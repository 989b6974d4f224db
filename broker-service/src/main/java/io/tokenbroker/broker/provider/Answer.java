// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.provider;

import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What a provider answered, as far as HTTP goes.
 *
 * @param contentType empty if there is none
 * @param body decoded, at most 1 MB
 * @param retryAfter how long the provider asks us to wait
 * @param sentAt when it was sent, by the provider's clock where the provider tells
 * @param dpopNonce what the next proof of possession has to hold (RFC 9449, 8)
 */
record Answer(
    int status,
    String contentType,
    Buffer body,
    Optional<Duration> retryAfter,
    Instant sentAt,
    Optional<String> dpopNonce) {

  /** Without the body, in which there are tokens. */
  @Override
  public String toString() {
    return "Answer[" + status + " " + contentType + "]";
  }
}
