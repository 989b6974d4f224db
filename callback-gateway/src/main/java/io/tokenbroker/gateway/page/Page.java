// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.page;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a person is told. Plain text: it is escaped when the page is written.
 *
 * @param status HTTP status
 * @param tone colour of the mark above the title
 * @param title one line
 * @param paragraphs what happened, and what to do
 * @param reloadAfter the browser loads the page again after this time, in whole seconds
 */
public record Page(
    int status, Tone tone, String title, List<String> paragraphs, Optional<Duration> reloadAfter) {

  /** Whether it is good news. */
  public enum Tone {
    GOOD,
    WAITING,
    BAD
  }

  public static Page good(String title, String... paragraphs) {
    return new Page(200, Tone.GOOD, title, List.of(paragraphs), Optional.empty());
  }

  public static Page bad(int status, String title, String... paragraphs) {
    return new Page(status, Tone.BAD, title, List.of(paragraphs), Optional.empty());
  }

  public static Page waiting(Duration reloadAfter, String title, String... paragraphs) {
    return new Page(200, Tone.WAITING, title, List.of(paragraphs), Optional.of(reloadAfter));
  }
}
