// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.it.chromium;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tokenbroker.it.chromium.Chromium.Scheme;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.interactions.Actions;

/** The pages in a real browser: for every eye, at every width, with the keyboard alone. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PagesIT {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int MOST_CONTROLS = 60;
  private static final String NAMES =
      "connect connect-shared waiting outcome outcome-failed outcome-unknown connections"
          + " connections-none notice notice-going-on notice-post";

  /** What can be focused and seen, and has not been marked as reached. */
  private static final String UNREACHED =
      "return [...document.querySelectorAll('a[href], button, summary')]"
          + ".filter(e => e.checkVisibility() && !e.dataset.reached)"
          + ".map(e => e.outerHTML)";

  /** Marks what has the focus; says whether one can see that it has. */
  private static final String REACH =
      "const e = document.activeElement; if (e === document.body) return 'left';"
          + "e.dataset.reached = 'yes'; const s = getComputedStyle(e);"
          + "return s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2"
          + " ? 'seen' : 'unseen: ' + e.outerHTML;";

  private Chromium chromium;
  private ChromiumPerson person;
  private PageServer server;

  @BeforeAll
  void start() {
    chromium = Chromium.start();
    person = new ChromiumPerson(chromium);
  }

  @BeforeEach
  void serve() {
    if (server != null) {
      server.close();
    }
    server = new PageServer();
    Samples.all(server).forEach(server::put);
  }

  @AfterAll
  void stop() {
    if (chromium != null) {
      chromium.close();
    }
    if (server != null) {
      server.close();
    }
  }

  static Stream<String> names() {
    return Stream.of(NAMES.split(" "));
  }

  @ParameterizedTest
  @MethodSource("names")
  void aPageHasNoBarrierAtAnyWidthInLightAndDark(String name) {
    for (int width : Chromium.WIDTHS) {
      for (Scheme scheme : Scheme.values()) {
        chromium.show(width, scheme);
        person.open(server.url("/page/" + name));
        assertThat(chromium.barriers()).as(name + " at " + width + " px, " + scheme).isEmpty();
        person.screenshot(name);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void aPageNeedsNoScrollingSideways(String name) {
    for (int width : new int[] {320, 360, 768}) {
      chromium.show(width, Scheme.LIGHT);
      person.open(server.url("/page/" + name));
      chromium.script("document.querySelectorAll('details').forEach(d => d.open = true)");
      assertThat(chromium.script("return document.documentElement.scrollWidth"))
          .as(name + " at " + width + " px")
          .isEqualTo((long) width);
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void theKeyboardReachesEveryControlAndOneSeesWhereItIs(String name) {
    chromium.show(1280, Scheme.LIGHT);
    person.open(server.url("/page/" + name));
    Set<Object> seen = new LinkedHashSet<>();
    for (int i = 0; i < MOST_CONTROLS; i++) {
      type(Keys.TAB);
      Object where = chromium.script(REACH);
      if (where.equals("left")) {
        break;
      }
      seen.add(where);
    }
    assertThat(chromium.script(UNREACHED)).isEqualTo(List.of());
    assertThat(seen).isSubsetOf("seen");
  }

  @Test
  void theKeyboardAloneConnects() {
    person.open(server.url("/page/connect"));

    type(Keys.TAB, Keys.ENTER);

    await().atMost(PATIENCE).until(() -> server.forms().size() == 1);
    assertThat(server.forms().get(0)).containsExactly(Map.entry("form_token", "sealed-token"));
  }

  @Test
  void theKeyboardAloneDisconnectsInTwoSteps() {
    person.open(server.url("/page/connections"));
    focus("summary", "Disconnect GitHub");

    type(Keys.ENTER);
    assertThat(server.forms()).isEmpty();
    person.screenshot("connections-disconnect");
    focus("button", "Yes, disconnect GitHub");
    type(Keys.ENTER);

    await().atMost(PATIENCE).until(() -> server.forms().size() == 1);
    assertThat(server.forms().get(0))
        .containsEntry("do", "disconnect")
        .containsEntry("connector", "github")
        .containsEntry("alias", "default");
  }

  @Test
  void aDisconnectCanBeTakenBackWithEscape() {
    person.open(server.url("/page/connections"));
    focus("summary", "Disconnect GitHub");
    type(Keys.ENTER, Keys.TAB, Keys.ESCAPE);

    assertThat(chromium.script("return document.querySelectorAll('details[open]').length"))
        .isEqualTo(0L);
    assertThat((String) chromium.script("return document.activeElement.textContent"))
        .startsWith("Disconnect");
  }

  @Test
  void aFormIsSentOnceHoweverOftenItsButtonIsPressed() {
    person.open(server.url("/page/connect"));

    chromium.script("const b = document.querySelector('button'); b.click(); b.click(); b.click()");

    await().atMost(PATIENCE).until(() -> !server.forms().isEmpty());
    person.open(server.url("/page/notice"));
    assertThat(server.forms()).hasSize(1);
  }

  @Test
  void aProvidersFormGoesOnByItself() {
    server.afterForm("outcome");
    person.open(server.url("/page/notice-post"));

    person.read("GitHub is connected");
    assertThat(server.forms()).containsExactly(Map.of("code", "a \"b\" <c>"));
  }

  @Test
  void aWaitingPageGoesOnWhenItIsTold() {
    person.open(server.url("/page/waiting"));
    await().atMost(PATIENCE).until(() -> server.listening() == 1);
    assertThat(person.text()).contains("This page goes on by itself");

    server.put("waiting", Samples.outcome(Optional.empty(), false));
    server.done();

    person.read("GitHub is connected");
  }

  @Test
  void aWaitingPageLooksAgainWhereNoEventsCome() {
    server.put(
        "waiting",
        new io.tokenbroker.gateway.page.WaitingPage(
            "GitHub", server.url("/no-events"), Duration.ofSeconds(2)));
    person.open(server.url("/page/waiting"));

    server.put("waiting", Samples.outcome(Optional.of("access_denied"), false));

    person.read("GitHub was not connected");
  }

  @Test
  void connectingFromTheListOpensATabThatClosesItselfAndTheListIsShownAnew() {
    chromium.show(1280, Scheme.LIGHT);
    server.put("ended", Samples.outcome(Optional.empty(), true));
    server.afterForm("ended");
    person.open(server.url("/page/connections"));
    String list = person.tab();

    person.press("Connect Notion");

    await().atMost(PATIENCE).until(() -> server.shown("connections") == 2);
    assertThat(person.tabs(1)).containsExactly(list);
    assertThat(server.forms().get(0))
        .containsEntry("do", "connect")
        .containsEntry("connector", "notion")
        .containsEntry("new_tab", "true");
  }

  @Test
  void connectingInATabThatEndsAtTheApplicationShowsTheListAnewWhenOneComesBackToIt() {
    chromium.show(1280, Scheme.LIGHT);
    // A page that tells nobody how it ended.
    server.afterForm("notice");
    person.open(server.url("/page/connections?disconnect=former"));
    String list = person.tab();

    person.press("Connect Notion");
    String other =
        person.tabs(2).stream().filter(tab -> !tab.equals(list)).findFirst().orElseThrow();
    await().atMost(PATIENCE).until(() -> server.shown("notice") == 1);
    assertThat(server.shown("connections")).isEqualTo(1);
    person.bringToFront(other);
    person.closeTab();
    person.bringToFront(list);

    await().atMost(PATIENCE).until(() -> server.shown("connections") >= 2);
    assertThat(person.address().getQuery()).as("what was done before").isNull();
  }

  @Test
  void aTabWithAFailureStaysToBeRead() {
    server.put("ended", Samples.outcome(Optional.of("access_denied"), true));
    server.afterForm("ended");
    person.open(server.url("/page/connections"));
    String list = person.tab();

    person.press("Connect Notion");

    String other =
        person.tabs(2).stream().filter(tab -> !tab.equals(list)).findFirst().orElseThrow();
    person.bringToFront(other);
    person.read("GitHub was not connected");
    person.closeTab();
    person.bringToFront(list);
  }

  @Test
  void timesAreShownInTheReadersOwnWay() {
    person.open(server.url("/page/connections"));
    person.press("Details GitHub");

    String time = chromium.driver().findElement(By.cssSelector("details[open] time")).getText();

    assertThat(time).contains("May 14, 2030").doesNotContain("UTC");
  }

  private void focus(String tag, String text) {
    chromium.script(
        "[...document.querySelectorAll(arguments[0])]"
            + ".find(e => e.textContent.trim() === arguments[1]).focus()",
        tag,
        text);
  }

  private void type(CharSequence... keys) {
    new Actions(chromium.driver()).sendKeys(keys).perform();
  }
}
