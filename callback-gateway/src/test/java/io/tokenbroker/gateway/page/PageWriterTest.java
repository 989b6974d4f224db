// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Base64;
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

    assertThat(writer.contentSecurityPolicy()).contains("style-src 'sha256-" + hash + "'");
  }

  @Test
  void onlyAPageThatWaitsLoadsItselfAgain() {
    assertThat(writer.write(Page.waiting(Duration.ofSeconds(2), "Wait")))
        .contains("<meta http-equiv=\"refresh\" content=\"2\">");
    assertThat(writer.write(Page.good("Done"))).doesNotContain("http-equiv");
  }
}
