// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PagesTest {
  private static final String HOSTILE =
      "\"'><script>alert(1)</script><img src=x onerror='a()' b=\"";
  private static final Pattern INLINE_SCRIPT = Pattern.compile("<script(?![^>]* src=)[^>]*>");
  private static final Pattern HANDLER =
      Pattern.compile("<[^>\"]*(\"[^\"]*\"[^>\"]*)*\\son[a-z]+=");
  private static final Pattern STYLE =
      Pattern.compile("<style|<[a-z][^>\"]*(\"[^\"]*\"[^>\"]*)*\\sstyle=");

  private final Rendered gateway = new Rendered();

  @AfterAll
  void close() {
    gateway.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"en", "de"})
  void everyPageRendersWithAllThatItCanHold(String language) {
    SamplePages.full("plain").forEach(page -> render(page, language));
  }

  @ParameterizedTest
  @ValueSource(strings = {"en", "de"})
  void everyPageRendersWithTheLeastThatItCanHold(String language) {
    SamplePages.bare().forEach(page -> render(page, language));
  }

  @Test
  void noValueBreaksOutOfTextOrAttribute() {
    SamplePages.full(HOSTILE)
        .forEach(
            page ->
                assertThat(render(page, "en"))
                    .as(page.template())
                    .doesNotContain("<script>", "<img", "'><", "\"'>", "{{", "{%"));
  }

  @Test
  void noPageHasAnInlineScriptOrStyle() {
    Stream.concat(SamplePages.full(HOSTILE).stream(), SamplePages.bare().stream())
        .forEach(
            page ->
                assertThat(render(page, "en"))
                    .as(page.template())
                    .doesNotContainPattern(INLINE_SCRIPT)
                    .doesNotContainPattern(HANDLER)
                    .doesNotContainPattern(STYLE));
  }

  @Test
  void aPageMayLoadNothingButOurOwnFiles() {
    for (Page page : SamplePages.bare()) {
      HttpResponse<String> answer = gateway.page(page, "en");
      String policy = answer.headers().firstValue("Content-Security-Policy").orElse("");
      assertThat(policy)
          .startsWith("default-src 'none';")
          .contains("style-src 'self'", "script-src 'self'", "connect-src 'self'")
          .contains("frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'")
          .doesNotContain("unsafe", "*", "data:", "http");
    }
  }

  @Test
  void everyPageHasOneTitleOneMainHeadingAndItsLandmarks() {
    SamplePages.full("plain")
        .forEach(
            page -> {
              String html = render(page, "en");
              for (String once : List.of("<h1>", "<main>", "<header ", "<footer ", "<title>")) {
                assertThat(html.split(once, -1)).as(once + page.template()).hasSize(2);
              }
            });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "file:///etc/passwd",
        "https:no-host",
        "//elsewhere.example/"
      })
  void aPageLinksToNothingButTheWeb(String address) {
    URI bad = URI.create(address);
    OutcomePage outcome =
        new OutcomePage(
            "id", "crm", true, Optional.empty(), Optional.empty(), false, Optional.of(bad));
    assertThat(render(outcome, "en")).doesNotContain(address);
    ConnectionsPage connections =
        new ConnectionsPage(
            URI.create("/connections"),
            "t",
            "ada",
            List.of(),
            List.of(),
            Optional.empty(),
            Optional.of(bad),
            Optional.of(bad),
            Optional.empty(),
            Optional.empty());
    assertThat(render(connections, "en")).doesNotContain(address);
    assertThatThrownBy(() -> Notice.goingOn(bad, NoticeText.SENT_ON, "x"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Notice.posting(bad, List.of(), NoticeText.FORM_GOES_ON))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new WaitingPage("crm", bad, Duration.ofSeconds(1)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aStateIsSaidInWordsAndWithAnIcon() {
    String html = render(SamplePages.bare().get(5), "en");

    assertThat(html)
        .contains("Not connected", "Has to be connected again", "Being disconnected", "Connected.")
        .contains("Not known at the moment")
        .doesNotContain(">reauthorization_required<");
    assertThat(html.split("<p class=\"state\"><svg class=\"icon\"", -1))
        .hasSize(SamplePages.STATES.size() + 1);
  }

  @Test
  void anUnknownReasonIsSaidInGeneralWordsWithItsCode() {
    Page page =
        new OutcomePage(
            "id",
            "crm",
            false,
            Optional.empty(),
            Optional.of("purple_moon"),
            false,
            Optional.empty());

    assertThat(render(page, "en")).contains("did not allow it", "<code>purple_moon</code>");
  }

  @Test
  void aTimeCanBeReadWithoutAScript() {
    assertThat(render(SamplePages.full("x").get(SamplePages.full("x").size() - 1), "en"))
        .contains("<time datetime=\"2030-01-02T03:04:05Z\">2030-01-02 03:04 UTC</time>");
  }

  @Test
  void theWaitingPageLooksAgainByItselfWithoutAScript() {
    assertThat(render(SamplePages.bare().get(1), "en"))
        .contains("<noscript><meta http-equiv=\"refresh\" content=\"2\"></noscript>")
        .contains("role=\"status\"");
  }

  @Test
  void aPageSaysItsLanguage() {
    HttpResponse<String> page =
        gateway.page(SamplePages.bare().get(0), "fr, de-CH;q=0.8, en;q=0.5");

    assertThat(page.headers().firstValue("Content-Language")).contains("de");
    assertThat(page.body()).contains("<html lang=\"de\">", "crm verbinden");
  }

  private String render(Page page, String language) {
    HttpResponse<String> answer = gateway.page(page, language);
    assertThat(answer.statusCode()).as(page.template()).isEqualTo(page.status());
    assertThat(answer.body()).startsWith("<!doctype html>").contains("</html>");
    return answer.body();
  }
}
