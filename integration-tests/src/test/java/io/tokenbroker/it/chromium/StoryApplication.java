// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.it.chromium;

import com.sun.net.httpserver.HttpExchange;
import io.tokenbroker.it.browser.Application;
import io.tokenbroker.it.system.ApplicationApi;
import io.tokenbroker.key.TokenKey;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * An application of which one person is the user: it starts a flow in a new tab, shows what came to
 * its return URL, and confirms at its back end when the person says so.
 */
final class StoryApplication {
  private static final String SETTINGS =
      """
      <!doctype html><html lang="en"><title>Settings</title>
      <button>Connect in a tab</button><p id="out"></p>
      <script type="module">
      import { connect } from "%s";
      const out = document.getElementById("out");
      const post = (path, body) => fetch(path, { method: "POST", body });
      document.querySelector("button").addEventListener("click", async () => {
        try {
          const outcome = await connect({
            mode: "new-tab",
            start: () => post("/start").then((answer) => answer.json()),
          });
          const { authorizationId, confirmationCode } = outcome;
          const answer = await post("/confirm", new URLSearchParams(
              { authorization_id: authorizationId, confirmation_code: confirmationCode }));
          out.textContent = outcome.result + ", " + (await answer.text());
        } catch (error) {
          out.textContent = "error: " + error.code + " " + error.message;
        }
      });
      out.textContent = "ready";
      </script>
      """;

  private static final String RETURNED =
      """
      <!doctype html><html lang="en"><title>Returned</title>
      <p>%s: %s %s</p>
      <form method="post" action="/confirm">
      <input type="hidden" name="authorization_id" value="%s">
      <input type="hidden" name="confirmation_code" value="%s">
      <button>Use it</button></form>
      """;

  private final Application site;
  private final ApplicationApi api;
  private final TokenKey tabKey;

  /**
   * @param tabKey the grant that is connected in a new tab
   */
  StoryApplication(Application site, ApplicationApi api, URI gateway, TokenKey tabKey) {
    this.site = site;
    this.api = api;
    this.tabKey = tabKey;
    URI script = gateway.resolve("/connect.js");
    site.serve("/settings", exchange -> Application.html(exchange, SETTINGS.formatted(script)));
    site.serve(
        "/tab-returned",
        exchange -> Application.html(exchange, ScriptedApplication.returned(script)));
    site.serve("/returned", this::returned);
    site.serve("/start", this::start);
    site.serve("/confirm", this::confirm);
  }

  /** The page from which the person connects in a tab. */
  URI settings() {
    return site.origin().resolve("/settings");
  }

  /** A connect link that leads back here. */
  URI link(TokenKey key) {
    return api.start(key, Optional.of(site.origin().resolve("/returned?from=settings")))
        .connectUrl();
  }

  private void start(HttpExchange exchange) throws IOException {
    ApplicationApi.Started started =
        api.start(tabKey, Optional.of(site.origin().resolve("/tab-returned")));
    Application.json(
        exchange,
        "{\"authorizationId\": \"%s\", \"connectUrl\": \"%s\"}"
            .formatted(started.authorizationId(), started.connectUrl()));
  }

  private void returned(HttpExchange exchange) throws IOException {
    Map<String, String> query = fields(exchange.getRequestURI().getRawQuery());
    Application.html(
        exchange,
        RETURNED.formatted(
            query.get("connector"),
            query.get("result"),
            query.getOrDefault("reason", ""),
            query.get("authorization_id"),
            query.getOrDefault("confirmation_code", "")));
  }

  private void confirm(HttpExchange exchange) throws IOException {
    Map<String, String> fields =
        fields(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
    ApplicationApi.Answer answer =
        api.confirm(
            fields.getOrDefault("authorization_id", ""),
            fields.getOrDefault("confirmation_code", ""),
            tabKey.owner().user().orElseThrow());
    Application.html(
        exchange, "confirmed: " + answer.status() + " " + answer.body().path("state").asText());
  }

  private static Map<String, String> fields(String form) {
    Map<String, String> fields = new HashMap<>();
    for (String field : form.split("&", -1)) {
      int equals = field.indexOf('=');
      fields.put(
          field.substring(0, equals),
          URLDecoder.decode(field.substring(equals + 1), StandardCharsets.UTF_8));
    }
    return fields;
  }
}
