// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.page;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What a person is told. Plain text: it is escaped when the page is written.
 *
 * @param status HTTP status
 * @param tone colour of the mark above the title
 * @param title one line
 * @param paragraphs what happened, and what to do
 * @param next what it does by itself
 */
public record Page(int status, Tone tone, String title, List<String> paragraphs, Next next) {

  /** Whether it is good news. */
  public enum Tone {
    GOOD,
    WAITING,
    BAD
  }

  public static Page good(String title, String... paragraphs) {
    return new Page(200, Tone.GOOD, title, List.of(paragraphs), new Next.Stay());
  }

  public static Page bad(int status, String title, String... paragraphs) {
    return new Page(status, Tone.BAD, title, List.of(paragraphs), new Next.Stay());
  }

  public static Page waiting(Duration reloadAfter, String title, String... paragraphs) {
    return new Page(200, Tone.WAITING, title, List.of(paragraphs), new Next.Reload(reloadAfter));
  }

  /** A page that takes the browser elsewhere. */
  public static Page goingOn(URI address, String title, String... paragraphs) {
    return new Page(200, Tone.WAITING, title, List.of(paragraphs), new Next.Go(address));
  }

  /** A page that sends a form to its own origin. */
  public static Page posting(
      URI action, List<Map.Entry<String, String>> fields, String title, String... paragraphs) {
    return new Page(200, Tone.WAITING, title, List.of(paragraphs), new Next.Post(action, fields));
  }
}
