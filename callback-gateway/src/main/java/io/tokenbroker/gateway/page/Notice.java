// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.page;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A page that tells a person one thing: what happened, and what to do.
 *
 * @param status HTTP status
 * @param tone whether it is good news
 * @param text which texts
 * @param arguments what the texts' {0}, {1} stand for
 * @param next what it does by itself
 */
public record Notice(int status, Tone tone, NoticeText text, List<String> arguments, Next next)
    implements Page {

  /** Whether it is good news. */
  public enum Tone {
    GOOD,
    WAITING,
    BAD
  }

  public Notice {
    arguments = List.copyOf(arguments);
  }

  public static Notice bad(int status, NoticeText text, String... arguments) {
    return new Notice(status, Tone.BAD, text, List.of(arguments), new Next.Stay());
  }

  /** A page that takes the browser elsewhere. */
  public static Notice goingOn(URI address, NoticeText text, String... arguments) {
    return new Notice(200, Tone.WAITING, text, List.of(arguments), new Next.Go(address));
  }

  /** A page that sends a form to its own origin. */
  public static Notice posting(
      URI action, List<Next.Field> fields, NoticeText text, String... arguments) {
    return new Notice(200, Tone.WAITING, text, List.of(arguments), new Next.Post(action, fields));
  }

  @Override
  public String template() {
    return "notice";
  }

  @Override
  public Map<String, Object> model() {
    return Map.of(
        "tone", tone.name().toLowerCase(Locale.ROOT),
        "text", text.key(),
        "arguments", arguments,
        "go",
            next.fold(
                stay -> Optional.empty(),
                go -> Optional.of(go.address()),
                post -> Optional.empty()),
        "post", next.fold(stay -> Optional.empty(), go -> Optional.empty(), Optional::of));
  }
}
