// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.page;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Writes a {@link Page} as HTML: one small document with its style in it, nothing loaded from
 * anywhere, and no script but the one line that sends a form. Immutable.
 */
public final class PageWriter {
  private static final String STYLE =
      """
      :root{color-scheme:light dark;--ink:#1b1f24;--soft:#57606a;--paper:#fff;--ground:#f3f4f6;\
      --good:#1a7f37;--waiting:#9a6700;--bad:#b3261e}
      @media(prefers-color-scheme:dark){:root{--ink:#e6e8eb;--soft:#a3abb5;--paper:#1c2026;\
      --ground:#111418;--good:#4cc26b;--waiting:#e3b341;--bad:#ff8a80}}
      *{box-sizing:border-box}
      body{margin:0;min-height:100vh;display:grid;place-items:center;padding:1.25rem;\
      background:var(--ground);color:var(--ink);\
      font:1.0625rem/1.55 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
      main{width:100%;max-width:32rem;background:var(--paper);border-radius:.75rem;\
      padding:2rem 1.75rem;border-top:.3rem solid var(--tone);overflow-wrap:anywhere}
      .good{--tone:var(--good)}.waiting{--tone:var(--waiting)}.bad{--tone:var(--bad)}
      h1{margin:0 0 .75rem;font-size:1.5rem;line-height:1.25;letter-spacing:-.01em;\
      text-wrap:balance}
      p{margin:.6rem 0 0;color:var(--soft)}p:first-of-type{color:var(--ink)}
      a{color:inherit}button{margin-top:1.25rem;font:inherit;padding:.5rem 1.25rem;\
      border:1px solid var(--soft);border-radius:.5rem;background:none;color:var(--ink)}
      """;

  /** Not the form's own submit, which a field of that name would hide. */
  private static final String SUBMIT = "HTMLFormElement.prototype.submit.call(document.forms[0])";

  private final String policy =
      "default-src 'none'; style-src 'sha256-"
          + sha256(STYLE)
          + "'; base-uri 'none'; frame-ancestors 'none'; ";
  private final String formPolicy =
      policy + "form-action 'self'; script-src 'sha256-" + sha256(SUBMIT) + "'";
  private final String noFormPolicy = policy + "form-action 'none'";

  /** Value of the Content-Security-Policy header that the page goes with. */
  public String contentSecurityPolicy(Page page) {
    return page.next()
        .fold(stay -> noFormPolicy, reload -> noFormPolicy, go -> noFormPolicy, post -> formPolicy);
  }

  /** The whole document. */
  public String write(Page page) {
    String refresh =
        page.next()
            .fold(
                stay -> "",
                reload -> refresh(Long.toString(reload.after().toSeconds())),
                go -> refresh("0;url=" + go.address()),
                post -> "");
    String paragraphs =
        page.paragraphs().stream()
            .map(text -> "<p>" + escape(text) + "</p>\n")
            .collect(Collectors.joining());
    return "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
        + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
        + "<meta name=\"robots\" content=\"noindex\">\n"
        + refresh
        + "<title>"
        + escape(page.title())
        + "</title>\n<style>"
        + STYLE
        + "</style>\n</head>\n<body>\n<main class=\""
        + page.tone().name().toLowerCase(Locale.ROOT)
        + "\">\n<h1>"
        + escape(page.title())
        + "</h1>\n"
        + paragraphs
        + page.next().fold(stay -> "", reload -> "", PageWriter::link, PageWriter::form)
        + "</main>\n</body>\n</html>\n";
  }

  private static String refresh(String content) {
    return "<meta http-equiv=\"refresh\" content=\"" + escape(content) + "\">\n";
  }

  private static String link(Next.Go go) {
    return "<p><a href=\"" + escape(go.address().toString()) + "\">Go on</a></p>\n";
  }

  private static String form(Next.Post post) {
    String fields =
        post.fields().stream()
            .map(
                field ->
                    "<input type=\"hidden\" name=\""
                        + escape(field.getKey())
                        + "\" value=\""
                        + escape(field.getValue())
                        + "\">\n")
            .collect(Collectors.joining());
    return "<form method=\"post\" action=\""
        + escape(post.action().toString())
        + "\">\n"
        + fields
        + "<button>Go on</button>\n</form>\n<script>"
        + SUBMIT
        + "</script>\n";
  }

  /** Text as HTML text or as a quoted attribute's value. */
  static String escape(String text) {
    StringBuilder html = new StringBuilder(text.length() + 16);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> html.append("&amp;");
        case '<' -> html.append("&lt;");
        case '>' -> html.append("&gt;");
        case '"' -> html.append("&quot;");
        case '\'' -> html.append("&#39;");
        default -> html.append(c);
      }
    }
    return html.toString();
  }

  private static String sha256(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
