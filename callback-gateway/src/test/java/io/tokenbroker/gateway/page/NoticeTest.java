// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;

class NoticeTest {
  @Test
  void aPageThatTakesTheBrowserOnTellsNoLogWhereButTheSite() {
    URI back =
        URI.create("https://app.example:8443/done/t1cket?result=confirm&confirmation_code=c0de");

    assertThat(Notice.goingOn(back, NoticeText.SENT_ON, "app.example").toString())
        .contains("Go[https://app.example:8443]")
        .doesNotContain("c0de", "t1cket", "confirmation_code");
  }

  @Test
  void aPageThatSendsAFormTellsNoLogWhatIsInIt() {
    Notice notice =
        Notice.posting(
            URI.create("https://connect.example/oauth/posted"),
            List.of(new Next.Field("code", "c0de")),
            NoticeText.SENT_ON,
            "connect.example");

    assertThat(notice.toString()).contains("1 fields").doesNotContain("c0de");
  }
}
