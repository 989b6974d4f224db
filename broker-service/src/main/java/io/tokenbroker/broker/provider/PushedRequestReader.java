// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.provider;

import io.tokenbroker.event.LifetimeUnit;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads the success of a pushed authorization request (RFC 9126, 2.2). */
final class PushedRequestReader {
  /** What servers give where they do not say. */
  private static final Duration DEFAULT_LIFETIME = Duration.ofSeconds(60);

  /** A URI that goes into a redirect's query. */
  private static final Pattern REQUEST_URI = Pattern.compile("[\\x21-\\x7E]{1,2048}");

  private PushedRequestReader() {}

  /** Empty if there is no request_uri in it. */
  static Optional<CallOutcome> read(DecodedAnswer answer) {
    Duration lifetime =
        Lifetimes.read(answer.fields(), LifetimeUnit.SECONDS, answer.sentAt())
            .accessToken()
            .orElse(DEFAULT_LIFETIME);
    return answer
        .text("request_uri")
        .filter(uri -> REQUEST_URI.matcher(uri).matches())
        .map(uri -> new CallOutcome.Pushed(uri, lifetime));
  }
}
