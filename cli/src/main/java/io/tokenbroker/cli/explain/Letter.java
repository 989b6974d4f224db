// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.explain;

import java.time.Instant;

/**
 * A dead letter of the grant: a record that the broker could not read or handle.
 *
 * @param id {@code partition:offset} on the topic of dead letters
 * @param source the topic that it came from, by its base name
 * @param error what went wrong
 */
public record Letter(String id, Instant at, String source, String error) {
  /** As evidence. */
  String text() {
    return at + " dead letter " + id + " from " + source + ": " + error;
  }
}
