// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.standalone.dev;

import io.tokenbroker.executor.AccessToken;
import io.tokenbroker.executor.TokenStatus;
import io.tokenbroker.standalone.system.DemoGrant;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.function.Function;

/** The start page as HTML: each demo grant, what the runner knows of it, and what can be done. */
final class StartPageView {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss").withZone(ZoneId.systemDefault());
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm").withZone(ZoneId.systemDefault());

  private static final String FRAME =
      """
      <!doctype html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <meta http-equiv="refresh" content="5;url=/">
      <title>Token broker</title>
      <link rel="stylesheet" href="/style.css">
      </head>
      <body>
      <main>
      <h1>Token broker</h1>
      %s%s
      <section>
      <h2>Your connections</h2>
      <p>The gateway has a page for the person too, to which an application makes a link.</p>
      <form method="post">
      <button formaction="/connections">Open the page</button>
      </form>
      </section>
      </main>
      <footer>This page belongs to the demo. An application makes the same calls to the gateway's
      API; the terminal or the runner's log shows what the runner sees.</footer>
      </body>
      </html>
      """;

  private static final String CARD =
      """
      <section>
      <h2>%s</h2>
      <p><code>%s</code></p>
      <p class="status">%s</p>
      <form method="post">
      <input type="hidden" name="grant" value="%s">
      %s
      </form>
      </section>
      """;

  private static final String CONNECT =
      "<button class=\"primary\" formaction=\"/connect\">Connect</button>";
  private static final String CONNECTED =
      """
      <button formaction="/refresh">Refresh now</button>
      <button formaction="/disconnect">Disconnect</button>
      <button formaction="/connect">Connect again</button>\
      """;

  String page(String notice, Function<DemoGrant, TokenStatus> statuses) {
    StringBuilder cards = new StringBuilder();
    for (DemoGrant grant : DemoGrant.values()) {
      TokenStatus status = statuses.apply(grant);
      cards.append(
          CARD.formatted(
              grant == DemoGrant.PERSONAL ? "Your own account" : "An account that all share",
              escape(grant.key().toString()),
              escape(describe(status)),
              grant.name(),
              isThere(status) ? CONNECTED : CONNECT));
    }
    String note = notice.isEmpty() ? "" : "<p role=\"status\">" + escape(notice) + "</p>\n";
    return FRAME.formatted(note, cards);
  }

  private static boolean isThere(TokenStatus status) {
    return status.fold(
        usable -> true,
        expired -> true,
        needed -> needed.requiredBy().isPresent(),
        gone -> false,
        no -> false);
  }

  private static String describe(TokenStatus status) {
    return status.fold(
        usable -> "Connected. The runner holds " + token(usable.token()) + ".",
        expired -> "The token expired at " + time(expired.expiredAt()) + "; a refresh is late.",
        needed ->
            needed
                .requiredBy()
                .map(end -> announced(needed, end))
                .orElseGet(() -> "It has to be connected again (" + needed.reason() + ")."),
        revoked -> "Disconnected at " + time(revoked.revokedAt()) + ".",
        unknown -> "Not connected yet.");
  }

  private static String announced(TokenStatus.ReauthorizationNeeded needed, Instant end) {
    return "Connected until "
        + DAY.format(end)
        + ": connect it again before ("
        + needed.reason()
        + "). The runner holds "
        + needed.stillUsable().map(StartPageView::token).orElse("no token at the moment")
        + ".";
  }

  private static String token(AccessToken token) {
    return "version " + token.version() + ", which expires at " + time(token.expiresAt());
  }

  private static String time(Instant instant) {
    return TIME.format(instant);
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
