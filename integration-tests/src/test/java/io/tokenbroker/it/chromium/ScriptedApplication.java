// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.it.chromium;

import com.sun.net.httpserver.HttpExchange;
import io.tokenbroker.it.browser.Application;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An application that uses {@code connect.js}, and at {@code localhost}, which is another site to a
 * browser, the provider's pages that come of it.
 */
final class ScriptedApplication implements AutoCloseable {
  private static final String SETTINGS =
      """
      <!doctype html><html lang="en"><title>Settings</title>
      <button id="tab">Connect in a tab</button>
      <button id="apart">Connect at a provider apart</button>
      <button id="here">Connect here</button>
      <p id="out"></p>
      <script type="module">
      import { connect } from "%s";
      const out = document.getElementById("out");
      const on = (id, mode) => document.getElementById(id).addEventListener("click", async () => {
        const start = () => fetch("/start?" + id, { method: "POST" }).then((a) => a.json());
        try {
          out.textContent = "result: " + JSON.stringify(await connect({ start, mode }));
        } catch (error) {
          out.textContent = "error: " + error.code + " " + error.message;
        }
      });
      on("tab", "new-tab");
      on("apart", "new-tab");
      on("here", "redirect");
      out.textContent = "ready";
      </script>
      """;

  private static final String RETURNED =
      """
      <!doctype html><html lang="en"><title>Returned</title><p id="out"></p>
      <script type="module">
      import { complete } from "%s";
      document.getElementById("out").textContent = "returned: " + JSON.stringify(await complete());
      </script>
      """;

  private static final String PROVIDER =
      """
      <!doctype html><html lang="en"><title>Provider</title>
      <a href="%1$s&amp;result=succeeded">Allow</a>
      <a href="%1$s&amp;result=confirm&amp;confirmation_code=c0de">Ask to confirm</a>
      """;

  private final Application site = Application.start();
  private final AtomicInteger started = new AtomicInteger();

  ScriptedApplication(URI module) {
    site.serve("/settings", exchange -> Application.html(exchange, SETTINGS.formatted(module)));
    site.serve("/returned", exchange -> Application.html(exchange, returned(module)));
    site.serve("/start", this::start);
    site.serve("/provider", this::provider);
  }

  /** The page to which a tab of its own comes back: it hands over what its address says. */
  static String returned(URI module) {
    return RETURNED.formatted(module);
  }

  URI url(String path) {
    return site.origin().resolve(path);
  }

  private void start(HttpExchange exchange) throws IOException {
    String id = "flow-" + started.incrementAndGet();
    String provider =
        "http://localhost:"
            + site.origin().getPort()
            + "/provider/"
            + exchange.getRequestURI().getQuery()
            + "/"
            + id;
    Application.json(
        exchange, "{\"connectUrl\": \"" + provider + "\", \"authorizationId\": \"" + id + "\"}");
  }

  private void provider(HttpExchange exchange) throws IOException {
    Path path = Path.of(exchange.getRequestURI().getPath());
    if (path.getName(1).toString().equals("apart")) {
      exchange.getResponseHeaders().set("Cross-Origin-Opener-Policy", "same-origin");
    }
    Application.html(
        exchange,
        PROVIDER.formatted(
            url(
                "/returned?from=settings&amp;connector=crm&amp;authorization_id="
                    + path.getName(2))));
  }

  @Override
  public void close() {
    site.close();
  }
}
