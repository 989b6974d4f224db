// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.http;

import java.time.Duration;

/**
 * How long a client may take, however busy it looks.
 *
 * @param head from the connection to the end of the first request's headers
 * @param body from there to the end of its body
 * @param betweenRequests from an answer to the end of the next request's headers
 */
public record Deadlines(Duration head, Duration body, Duration betweenRequests) {
  public static final Deadlines DEFAULT =
      new Deadlines(Duration.ofSeconds(10), Duration.ofSeconds(20), Duration.ofSeconds(60));
}
