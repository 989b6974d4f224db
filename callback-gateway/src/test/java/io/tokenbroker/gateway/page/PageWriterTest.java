// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PageWriterTest {
  private final PageWriter writer = new PageWriter();

  @Test
  void whatComesFromOutsideIsText() {
    String html = writer.write(Page.bad(400, "<script>alert(1)</script>", "\"><img src='x'> & co"));

    assertThat(html)
        .doesNotContain("<script")
        .doesNotContain("<img")
        .contains("&lt;script&gt;alert(1)&lt;/script&gt;")
        .contains("&quot;&gt;&lt;img src=&#39;x&#39;&gt; &amp; co");
  }

  @Test
  void thePolicyAllowsExactlyTheStyleThatThePageHas() throws Exception {
    String html = writer.write(Page.good("Done"));
    String style = html.substring(html.indexOf("<style>") + 7, html.indexOf("</style>"));
    String hash =
        Base64.getEncoder()
            .encodeToString(
                MessageDigest.getInstance("SHA-256")
                    .digest(style.getBytes(StandardCharsets.UTF_8)));

    assertThat(writer.contentSecurityPolicy(Page.good("Done")))
        .contains("style-src 'sha256-" + hash + "'");
  }

  @Test
  void onlyAPageWithAFormMayRunItsOneScriptAndSendToItsOwnOrigin() throws Exception {
    Page page =
        Page.posting(
            URI.create("https://connect.example/posted"),
            List.of(Map.entry("co\"de", "<a&b>"), Map.entry("submit", "x")),
            "Wait");
    String html = writer.write(page);
    String script = html.substring(html.indexOf("<script>") + 8, html.indexOf("</script>"));
    String hash =
        Base64.getEncoder()
            .encodeToString(
                MessageDigest.getInstance("SHA-256")
                    .digest(script.getBytes(StandardCharsets.UTF_8)));

    assertThat(html)
        .contains("<form method=\"post\" action=\"https://connect.example/posted\">")
        .contains("name=\"co&quot;de\" value=\"&lt;a&amp;b&gt;\"")
        .contains("<button>");
    assertThat(writer.contentSecurityPolicy(page))
        .contains("default-src 'none'", "form-action 'self'", "script-src 'sha256-" + hash + "'");
    assertThat(writer.contentSecurityPolicy(Page.good("Done")))
        .contains("form-action 'none'")
        .doesNotContain("script-src");
    assertThat(page.toString()).doesNotContain("a&b");
  }

  @Test
  void aPageThatGoesOnHasALinkToo() {
    String html = writer.write(Page.goingOn(URI.create("https://app.example/?a=1&b=2"), "Wait"));

    assertThat(html)
        .contains(
            "<meta http-equiv=\"refresh\" content=\"0;url=https://app.example/?a=1&amp;b=2\">")
        .contains("<a href=\"https://app.example/?a=1&amp;b=2\">")
        .doesNotContain("<script");
  }

  @Test
  void onlyAPageThatWaitsLoadsItselfAgain() {
    assertThat(writer.write(Page.waiting(Duration.ofSeconds(2), "Wait")))
        .contains("<meta http-equiv=\"refresh\" content=\"2\">");
    assertThat(writer.write(Page.good("Done"))).doesNotContain("http-equiv");
  }
}
