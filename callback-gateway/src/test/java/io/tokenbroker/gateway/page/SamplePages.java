// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.page;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Every kind of page, filled with a text wherever a text can be. */
final class SamplePages {
  private static final URI HERE = URI.create("https://connect.example/broker/x");
  private static final Optional<Instant> TIME = Optional.of(Instant.parse("2030-01-02T03:04:05Z"));
  static final List<String> STATES =
      List.of(
          "absent",
          "active",
          "refreshing",
          "reauthorization_required",
          "revoking",
          "revoked",
          "unknown");

  private SamplePages() {}

  /** All pages with all that they can hold. */
  static List<Page> full(String text) {
    List<Page> pages = new ArrayList<>(notices(text));
    pages.add(
        new ConnectPage(
            HERE, text, text, text, Optional.of(text), List.of(text, text), Optional.of(text)));
    pages.add(new WaitingPage(text, HERE, Duration.ofSeconds(2)));
    pages.add(
        new OutcomePage(
            text, text, true, Optional.of(text), Optional.empty(), true, Optional.of(HERE)));
    pages.add(
        new OutcomePage(
            text, text, false, Optional.of(text), Optional.of(text), false, Optional.of(HERE)));
    pages.add(new OpenConnectionsPage(HERE, text, text, Optional.of(text)));
    pages.add(
        new ConnectionsPage(
            HERE,
            text,
            text,
            connections(text, true),
            connections(text, false),
            Optional.of(text),
            Optional.of(HERE),
            Optional.of(HERE),
            Optional.of(HERE),
            Optional.of(HERE)));
    return pages;
  }

  /** All pages with the least that they can hold. */
  static List<Page> bare() {
    return List.of(
        new ConnectPage(
            HERE, "t", "crm", "crm.example", Optional.empty(), List.of(), Optional.empty()),
        new WaitingPage("crm", HERE, Duration.ofSeconds(2)),
        outcome(true),
        outcome(false),
        new ConnectionsPage(
            HERE,
            "t",
            "ada",
            List.of(),
            List.of(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty()),
        new ConnectionsPage(
            HERE,
            "t",
            "ada",
            STATES.stream().map(SamplePages::bareConnection).toList(),
            List.of(),
            Optional.of("connected"),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty()));
  }

  private static Page outcome(boolean succeeded) {
    return new OutcomePage(
        "id", "crm", succeeded, Optional.empty(), Optional.empty(), false, Optional.empty());
  }

  private static List<Page> notices(String text) {
    return Arrays.stream(NoticeText.values())
        .flatMap(
            notice ->
                Stream.<Page>of(
                    Notice.bad(400, notice, text, text),
                    Notice.goingOn(HERE, notice, text, text),
                    new Notice(200, Notice.Tone.GOOD, notice, List.of(text), new Next.Stay()),
                    Notice.posting(HERE, List.of(new Next.Field(text, text)), notice, text, text)))
        .toList();
  }

  private static List<ConnectionsPage.Connection> connections(String text, boolean changeable) {
    return Stream.concat(STATES.stream(), Stream.of(text))
        .map(
            state ->
                new ConnectionsPage.Connection(
                    text,
                    text,
                    text,
                    state,
                    Optional.of(text),
                    List.of(text, text),
                    TIME,
                    TIME,
                    TIME,
                    Optional.of(text),
                    changeable,
                    Optional.empty()))
        .toList();
  }

  private static ConnectionsPage.Connection bareConnection(String state) {
    return new ConnectionsPage.Connection(
        "crm",
        "CRM",
        "default",
        state,
        Optional.empty(),
        List.of(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        true,
        Optional.empty());
  }
}
