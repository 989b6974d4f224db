// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.it.chromium;

import io.tokenbroker.gateway.page.ConnectPage;
import io.tokenbroker.gateway.page.ConnectionsPage;
import io.tokenbroker.gateway.page.ConnectionsPage.Connection;
import io.tokenbroker.gateway.page.Next;
import io.tokenbroker.gateway.page.Notice;
import io.tokenbroker.gateway.page.NoticeText;
import io.tokenbroker.gateway.page.OutcomePage;
import io.tokenbroker.gateway.page.Page;
import io.tokenbroker.gateway.page.WaitingPage;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Every kind of page as a person could meet it. */
final class Samples {
  private static final Optional<URI> APPLICATION = Optional.of(URI.create("https://app.example/"));
  private static final Instant NOON = Instant.parse("2030-05-14T12:00:00Z");

  private Samples() {}

  /** All by name, for {@link PageServer}. */
  static Map<String, Page> all(PageServer server) {
    Map<String, Page> pages = new LinkedHashMap<>();
    URI form = server.url("/form");
    pages.put("connect", connect(form));
    pages.put("connect-shared", connectShared(form));
    pages.put("waiting", waiting(server));
    pages.put("outcome", outcome(Optional.empty(), false));
    pages.put("outcome-failed", outcome(Optional.of("access_denied"), false));
    pages.put("outcome-unknown", outcome(Optional.of("x_vendor_limit_reached"), false));
    pages.put("connections", connections(form));
    pages.put("connections-none", connectionsNone(form));
    pages.put("notice", Notice.bad(400, NoticeText.OTHER_BROWSER));
    pages.put(
        "notice-going-on",
        Notice.goingOn(server.url("/stay"), NoticeText.SENT_ON, "accounts.provider.example"));
    pages.put(
        "notice-post",
        Notice.posting(
            form, List.of(new Next.Field("code", "a \"b\" <c>")), NoticeText.FORM_GOES_ON));
    return pages;
  }

  static Page waiting(PageServer server) {
    return new WaitingPage("GitHub", server.url("/events"), Duration.ofSeconds(2));
  }

  /** How it ended: well without a reason. */
  static Page outcome(Optional<String> reason, boolean newTab) {
    return new OutcomePage(
        "kq3Jx0ZtTnqv2rJ8yK1mWg",
        "GitHub",
        reason.isEmpty(),
        reason.isEmpty() ? Optional.of("ada-lovelace") : Optional.empty(),
        reason,
        newTab,
        newTab ? Optional.empty() : APPLICATION);
  }

  private static Page connect(URI form) {
    return new ConnectPage(
        form,
        "sealed-token",
        "GitHub",
        "github.com",
        Optional.of("ada@acme.example"),
        List.of("repo", "read:org", "workflow"),
        Optional.of("flows.acme.example"));
  }

  private static Page connectShared(URI form) {
    return new ConnectPage(
        form,
        "sealed-token",
        "Salesforce (customer relations, Europe and Middle East)",
        "acme-customer-relations--sandbox.my.salesforce.example",
        Optional.empty(),
        List.of(
            "api",
            "refresh_token",
            "https://www.provider.example/auth/userinfo.profile.readonly.with.a.long.name"),
        Optional.empty());
  }

  static Page connections(URI form) {
    return new ConnectionsPage(
        form,
        "sealed-token",
        "Ada Lovelace",
        List.of(
            connected(
                "github", "GitHub", "default", "ada-lovelace", List.of("repo", "read:org"), 3),
            connection("slack", "Slack", "default", "reauthorization_required", "invalid_grant"),
            connected(
                "google", "Google Drive", "work", "ada@acme.example", List.of("drive.readonly"), 1),
            connection("notion", "Notion", "default", "absent", ""),
            connection("miro", "Miro", "default", "unknown", "")),
        List.of(
            new Connection(
                "salesforce",
                "Salesforce",
                "default",
                "active",
                Optional.of("integration@acme.example"),
                List.of("api", "refresh_token"),
                Optional.of(NOON.minusSeconds(1200)),
                Optional.of(NOON.plusSeconds(6000)),
                Optional.of(NOON.plus(Duration.ofDays(80))),
                Optional.empty(),
                false,
                Optional.empty())),
        Optional.of("connected"),
        Optional.of(form),
        APPLICATION,
        Optional.empty(),
        Optional.empty());
  }

  private static Page connectionsNone(URI form) {
    return new ConnectionsPage(
        form,
        "sealed-token",
        "Ada Lovelace",
        List.of(),
        List.of(),
        Optional.of("access_denied"),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private static Connection connected(
      String connector,
      String name,
      String alias,
      String subject,
      List<String> scopes,
      int hoursLeft) {
    return new Connection(
        connector,
        name,
        alias,
        "active",
        Optional.of(subject),
        scopes,
        Optional.of(NOON.minusSeconds(600)),
        Optional.of(NOON.plus(Duration.ofHours(hoursLeft))),
        Optional.empty(),
        Optional.empty(),
        true,
        Optional.empty());
  }

  private static Connection connection(
      String connector, String name, String alias, String state, String reason) {
    return new Connection(
        connector,
        name,
        alias,
        state,
        Optional.empty(),
        List.of(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(reason).filter(code -> !code.isEmpty()),
        true,
        Optional.empty());
  }
}
