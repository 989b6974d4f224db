// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.it.chromium;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The pages for a person who has switched scripts off. */
class PagesWithoutScriptsIT {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private Chromium chromium;
  private ChromiumPerson person;
  private PageServer server;

  @BeforeEach
  void start() {
    chromium = Chromium.startWithoutScripts();
    person = new ChromiumPerson(chromium);
    server = new PageServer();
    Samples.all(server).forEach(server::put);
  }

  @AfterEach
  void stop() {
    if (chromium != null) {
      chromium.close();
    }
    if (server != null) {
      server.close();
    }
  }

  @Test
  void aLinkConnects() {
    person.open(server.url("/page/connect"));
    person.press("Go on to github.com");

    await().atMost(PATIENCE).until(() -> server.forms().size() == 1);
  }

  @Test
  void aDisconnectTakesTwoSteps() {
    server.afterForm("connections-none");
    person.open(server.url("/page/connections"));
    person.press("Disconnect GitHub");
    person.press("Yes, disconnect");

    person.read("There is nothing to connect yet.");
    assertThat(server.forms().get(0))
        .containsEntry("do", "disconnect")
        .doesNotContainKey("new_tab");
  }

  @Test
  void connectingStaysInTheTab() {
    server.afterForm("outcome");
    person.open(server.url("/page/connections"));
    person.press("Connect Notion");

    person.read("GitHub is connected");
    assertThat(server.forms().get(0)).doesNotContainKey("new_tab");
    person.tabs(1);
  }

  @Test
  void aProvidersFormGoesOnWithAButton() {
    server.afterForm("outcome");
    person.open(server.url("/page/notice-post"));
    assertThat(server.forms()).isEmpty();

    person.press("Go on");

    person.read("GitHub is connected");
    assertThat(server.forms()).containsExactly(Map.of("code", "a \"b\" <c>"));
  }

  @Test
  void theWaitingPageLooksAgainByItself() {
    person.open(server.url("/page/waiting"));
    server.put("waiting", Samples.outcome(Optional.empty(), false));

    person.read("GitHub is connected");
  }

  @Test
  void timesCanBeRead() {
    person.open(server.url("/page/connections"));
    person.press("Details GitHub");

    person.read("2030-05-14 11:50 UTC");
  }
}
