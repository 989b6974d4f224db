// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.it.chromium;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** {@code connect.js} of the gateway, on an application's pages at another origin. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConnectScriptIT {
  private Chromium chromium;
  private ChromiumPerson person;
  private PageServer gateway;
  private ScriptedApplication application;
  private String first = "";

  @BeforeAll
  void start() {
    chromium = Chromium.start();
    person = new ChromiumPerson(chromium);
    gateway = new PageServer();
    application = new ScriptedApplication(gateway.url("/connect.js"));
    first = person.tab();
  }

  @AfterAll
  void stop() {
    if (chromium != null) {
      chromium.close();
    }
    if (gateway != null) {
      gateway.close();
    }
    if (application != null) {
      application.close();
    }
  }

  @BeforeEach
  void openTheApplication() {
    person.open(application.url("/settings"));
    person.read("ready");
  }

  @AfterEach
  void closeOtherTabs() {
    for (String tab : List.copyOf(chromium.driver().getWindowHandles())) {
      if (!tab.equals(first)) {
        person.bringToFront(tab);
        person.closeTab();
      }
    }
    person.bringToFront(first);
  }

  @Test
  void aNewTabTellsTheApplicationAndClosesItself() {
    person.press("Connect in a tab");
    inTheOtherTab();
    person.press("Allow");

    person.tabs(1);
    person.bringToFront(first);
    assertThat(person.read("result: "))
        .contains("\"result\":\"succeeded\"", "\"connector\":\"crm\"");
  }

  @Test
  void aCodeToConfirmArrivesInTheTabThatWaits() {
    person.press("Connect in a tab");
    inTheOtherTab();
    person.press("Ask to confirm");

    person.tabs(1);
    person.bringToFront(first);
    assertThat(person.read("result: "))
        .contains("\"result\":\"confirm\"", "\"confirmationCode\":\"c0de\"");
  }

  @Test
  void aProviderThatCutsTheTieToItsTabChangesNothing() {
    person.press("Connect at a provider apart");
    inTheOtherTab();
    person.press("Allow");

    person.tabs(1);
    person.bringToFront(first);
    assertThat(person.read("result: ")).contains("\"result\":\"succeeded\"");
  }

  @Test
  void aTabThatIsClosedByThePersonIsAReason() {
    person.press("Connect in a tab");
    inTheOtherTab();
    person.read("Allow");
    person.closeTab();
    person.bringToFront(first);

    assertThat(person.read("error: ")).contains("tab_closed");
  }

  @Test
  void theSameTabComesBackWithTheResultAndAnEmptyAddress() {
    person.press("Connect here");
    person.press("Allow");

    assertThat(person.read("returned: "))
        .contains("\"result\":\"succeeded\"", "\"handedOver\":false");
    URI address = person.address();
    assertThat(address.getPath()).isEqualTo("/returned");
    assertThat(address.getQuery()).isEqualTo("from=settings");
  }

  @Test
  void theProvidersPageHasNoWayBackToTheApplication() {
    person.press("Connect in a tab");
    inTheOtherTab();
    person.read("Allow");

    assertThat(chromium.script("return window.opener === null")).isEqualTo(true);
  }

  private void inTheOtherTab() {
    person.bringToFront(
        person.tabs(2).stream().filter(tab -> !tab.equals(first)).findFirst().orElseThrow());
  }
}
