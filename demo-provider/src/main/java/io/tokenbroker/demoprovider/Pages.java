// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.demoprovider;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What people see: plain HTML without scripts and without anything from elsewhere. Thread-safe. */
final class Pages {

  /**
   * No form-action: browsers hold a form's redirects to it too, and those lead to the client's
   * redirect URI and on to wherever the client sends its user, which the provider cannot know.
   */
  private static final String CONTENT_SECURITY_POLICY =
      "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'";

  private static final String FRAME =
      """
      <!doctype html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <title>%s</title>
      <link rel="stylesheet" href="/style.css">
      </head>
      <body>
      <main>
      %s</main>
      <footer>Demo provider: no real account, no password, for trying things out.</footer>
      </body>
      </html>
      """;

  private static final String CONSENT =
      """
      <h1>Allow access?</h1>
      <p><strong>%s</strong> asks to act for one of your accounts%s.</p>
      <form method="post" action="/authorize">
      <input type="hidden" name="request" value="%s">
      <fieldset>
      <legend>Account</legend>
      %s</fieldset>
      <p class="where">You will be sent to <code>%s</code></p>
      <div class="buttons">
      <button class="primary" type="submit" name="decision" value="allow">Allow</button>
      <button type="submit" name="decision" value="deny">Deny</button>
      </div>
      </form>
      """;

  private static final String ACCOUNT =
      """
      <label><input type="radio" name="account" value="%s"%s> %s</label>
      """;

  private static final String DEVICE_CODE =
      """
      <h1>Connect a device</h1>
      <p>Type the code that the device shows.</p>
      <form method="get" action="/device">
      <p><label>Code <input name="user_code" autocomplete="off" autofocus required></label></p>
      <div class="buttons"><button class="primary" type="submit">Go on</button></div>
      </form>
      """;

  private static final String DEVICE_CONSENT =
      """
      <h1>Connect a device?</h1>
      <p><strong>%s</strong> asks to act for one of your accounts%s. Is <code>%s</code> the code that
      your device shows?</p>
      <form method="post" action="/device">
      <input type="hidden" name="user_code" value="%s">
      <fieldset>
      <legend>Account</legend>
      %s</fieldset>
      <div class="buttons">
      <button class="primary" type="submit" name="decision" value="allow">Allow</button>
      <button type="submit" name="decision" value="deny">Deny</button>
      </div>
      </form>
      """;

  private static final String DEVICE_DECIDED =
      """
      <h1>Done</h1>
      <p>Go back to your device.</p>
      """;

  private static final String SUBMIT_AT_ONCE = "document.forms[0].submit()";

  private static final String SELF_POSTING =
      """
      <!doctype html>
      <html lang="en">
      <head><meta charset="utf-8"><title>One moment</title></head>
      <body>
      <form method="post" action="%s">
      %s<button type="submit">Go on</button>
      </form>
      <script>%s</script>
      </body>
      </html>
      """;

  private static final String OPENS_TWICE =
      """
      <!doctype html>
      <html lang="en">
      <head><meta charset="utf-8"><title>One moment</title>
      <meta http-equiv="refresh" content="1; url=%s"></head>
      <body><img src="%s" alt=""><p><a href="%s">Go on</a></p></body>
      </html>
      """;

  private static final String REFUSAL =
      """
      <h1>This cannot go on</h1>
      <p role="alert">%s.</p>
      <p class="where"><code>%s</code></p>
      """;

  private static final String HOME =
      """
      <h1>Demo provider</h1>
      <p>A small OAuth 2.0 authorization server. An application sends you here to ask for access to a
      demo account; you answer on a consent page. Nothing starts on this page.</p>
      <p><a href="/.well-known/oauth-authorization-server">Its metadata</a> (RFC 8414) lists the endpoints.</p>
      """;

  private final List<Account> accounts;

  Pages(List<Account> accounts) {
    this.accounts = accounts;
  }

  Answer home() {
    return page(200, "Demo provider", HOME);
  }

  Answer refusal(OAuthError error) {
    return page(
        400,
        "Request refused - Demo provider",
        REFUSAL.formatted(escape(error.description()), escape(error.code())));
  }

  Answer consent(AuthorizationRequest request, String id) {
    return page(
        200,
        "Allow access? - Demo provider",
        CONSENT.formatted(
            escape(request.target().clientId()),
            withScope(request.scope()),
            escape(id),
            choices(request.loginHint()),
            escape(request.target().redirectUri())));
  }

  Answer deviceCode() {
    return page(200, "Connect a device - Demo provider", DEVICE_CODE);
  }

  Answer deviceConsent(String clientId, String scope, String userCode) {
    return page(
        200,
        "Connect a device? - Demo provider",
        DEVICE_CONSENT.formatted(
            escape(clientId),
            withScope(scope),
            escape(userCode),
            escape(userCode),
            choices(Optional.empty())));
  }

  Answer deviceDecided() {
    return page(200, "Done - Demo provider", DEVICE_DECIDED);
  }

  /** A page that posts the fields as soon as a browser shows it, or when a person says so. */
  static Answer selfPosting(String action, List<Map.Entry<String, String>> fields) {
    StringBuilder inputs = new StringBuilder();
    for (Map.Entry<String, String> field : fields) {
      inputs
          .append("<input type=\"hidden\" name=\"")
          .append(escape(field.getKey()))
          .append("\" value=\"")
          .append(escape(field.getValue()))
          .append("\">\n");
    }
    String body = SELF_POSTING.formatted(escape(action), inputs, SUBMIT_AT_ONCE);
    return bare(
        body, "default-src 'none'; script-src 'sha256-" + Sha256.of(SUBMIT_AT_ONCE).base64() + "'");
  }

  /** A page that fetches an address and then goes there. */
  static Answer openTwice(URI address) {
    String escaped = escape(address.toString());
    return bare(OPENS_TWICE.formatted(escaped, escaped, escaped), "default-src 'none'; img-src *");
  }

  private static Answer bare(String html, String policy) {
    return new Answer(
        200,
        Map.of(
            "Content-Type",
            "text/html; charset=utf-8",
            "Content-Security-Policy",
            policy,
            "Referrer-Policy",
            "no-referrer",
            "Cache-Control",
            "no-store"),
        html);
  }

  private static String withScope(String scope) {
    return scope.isEmpty() ? "" : " with the scope <code>" + escape(scope) + "</code>";
  }

  private String choices(Optional<String> loginHint) {
    Account preselected =
        accounts.stream()
            .filter(account -> loginHint.filter(account::isMeantBy).isPresent())
            .findFirst()
            .orElse(accounts.get(0));
    StringBuilder choices = new StringBuilder();
    for (Account account : accounts) {
      choices.append(
          ACCOUNT.formatted(
              escape(account.subject()),
              account.equals(preselected) ? " checked" : "",
              escape(account.name())));
    }
    return choices.toString();
  }

  Answer stylesheet() {
    try (InputStream css = Pages.class.getResourceAsStream("style.css")) {
      if (css == null) {
        throw new IllegalStateException("style.css is missing beside " + Pages.class.getName());
      }
      return new Answer(
          200,
          Map.of("Content-Type", "text/css; charset=utf-8", "X-Content-Type-Options", "nosniff"),
          new String(css.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException("Could not read style.css from the class path", e);
    }
  }

  /**
   * Same-origin: the consent page's URL holds the state, which no other site is to see as a
   * Referer.
   */
  private static Answer page(int status, String title, String content) {
    return new Answer(
        status,
        Map.of(
            "Content-Type", "text/html; charset=utf-8",
            "Content-Security-Policy", CONTENT_SECURITY_POLICY,
            "Referrer-Policy", "same-origin",
            "X-Content-Type-Options", "nosniff",
            "X-Frame-Options", "DENY",
            "Cache-Control", "no-store"),
        FRAME.formatted(escape(title), content));
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }
}
