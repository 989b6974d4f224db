// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.it.chromium;

import static io.tokenbroker.it.system.DemoSystem.TENANT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tokenbroker.demoprovider.Behaviour;
import io.tokenbroker.demoprovider.DemoProviderSettings;
import io.tokenbroker.demoprovider.GrantType;
import io.tokenbroker.it.chromium.Chromium.Scheme;
import io.tokenbroker.it.system.DemoSystem;
import io.tokenbroker.key.TokenKey;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The whole story in a real browser, over the whole system: from a link to the runner's token. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ConnectionStoryIT {
  private static final Duration WAIT = Duration.ofMinutes(3);

  /** Longer than a callback waits for its outcome. */
  private static final Duration SLOW = Duration.ofSeconds(20);

  private static final TokenKey TAB = key("calendar", "ada");

  private DemoSystem demo;
  private StoryApplication application;
  private Chromium chromium;
  private ChromiumPerson person;
  private String first = "";

  private static TokenKey key(String connector, String user) {
    return TokenKey.personal(TENANT, connector, user);
  }

  @BeforeAll
  void startSystem(@TempDir Path folder) {
    demo =
        DemoSystem.start(
            folder,
            DemoProviderSettings.defaults(),
            List.of(
                base -> base.named("calendar").confirmed(),
                base -> base.named("files").confirmed(),
                base -> base.named("notes")));
    demo.system()
        .startBrokerProcess("one", Map.of("TOKENBROKER_CALL_TIMEOUT", "PT40S"))
        .awaitRunning();
    application =
        new StoryApplication(
            demo.system().application(),
            demo.system().api(TENANT),
            demo.system().gatewayUrl(),
            TAB);
  }

  @AfterAll
  void stopSystem() {
    if (demo != null) {
      demo.close();
    }
  }

  @BeforeEach
  void startBrowser() {
    use(Chromium.start());
  }

  @AfterEach
  void stopBrowser() {
    demo.provider().resetScripts();
    chromium.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {360, 768, 1280})
  void aLinkLeadsOverTheProviderToATokenAtTheRunnerOnceTheApplicationHasConfirmed(int width) {
    chromium.show(width, Scheme.LIGHT);
    TokenKey key = key("calendar", "ada");
    demo.system().api(TENANT).disconnect(key);
    awaitToken(key, false);

    person.open(application.link(key));
    person.read("Connect calendar");
    check("story-1-connect");
    person.press("Go on to 127.0.0.1");
    person.read("Allow access?");
    check("story-2-consent");
    person.consent("ada");
    person.read("calendar: confirm");
    assertThat(token(key)).isEmpty();

    person.press("Use it");
    person.read("confirmed: 200 active");
    awaitToken(key, true);
    assertThat(chromium.console()).isEmpty();
  }

  @Test
  void aTabOfTheApplicationsOwnClosesWhenItHasHandedTheCodeOver() {
    person.open(application.settings());
    person.read("ready");
    person.press("Connect in a tab");
    inTheOtherTab();
    person.press("Go on to 127.0.0.1");
    person.consent("ada");

    person.tabs(1);
    person.bringToFront(first);
    person.read("confirm, confirmed: 200 active");
    assertThat(chromium.console()).isEmpty();
  }

  @Test
  void aPersonConnectsDisconnectsAndConnectsAgainOnTheirPage() {
    TokenKey key = key("notes", "alan");
    openConnections("alan");
    assertThat(person.text()).contains("Not connected", "has to confirm it");
    check("story-connections-1-none");

    connectInANewTab("ada");
    person.read("Connected.");
    check("story-connections-2-connected");
    awaitToken(key, true);

    person.press("Disconnect notes");
    person.read("stops working at once");
    check("story-connections-3-sure");
    assertThat(token(key)).isPresent();
    person.press("Yes, disconnect notes");
    person.read("Disconnected. What used it has been told.");
    check("story-connections-4-disconnected");
    awaitToken(key, false);

    connectInANewTab("ada");
    assertThat(person.read("Connected.")).doesNotContain("What used it has been told");
    awaitToken(key, true);
    assertThat(chromium.console()).isEmpty();
  }

  @Test
  void afterTheBackButtonTheFlowGoesOnAsIfNothingHadBeen() {
    person.open(application.link(key("files", "ada")));
    person.press("Go on to 127.0.0.1");
    person.read("Allow access?");
    person.back();
    person.press("Go on to 127.0.0.1");
    person.consent("ada");

    person.read("files: confirm");
    person.press("Use it");
    person.read("confirmed: 200 active");
    assertThat(chromium.console()).isEmpty();
  }

  @Test
  void twoTabsConnectTwoConnectorsAtOnce() {
    person.open(application.link(key("calendar", "ada")));
    person.press("Go on to 127.0.0.1");
    person.openInNewTab(application.link(key("files", "ada")));
    String second = person.tab();
    person.press("Go on to 127.0.0.1");
    person.bringToFront(first);
    person.consent("ada");
    person.read("calendar: confirm");
    person.bringToFront(second);
    person.consent("grace");
    person.read("files: confirm");
    person.press("Use it");
    person.read("confirmed: 200 active");

    person.bringToFront(first);
    person.press("Use it");
    person.read("confirmed: 200 active");
    assertThat(chromium.console()).isEmpty();
  }

  @Test
  void whoDeniesReadsWhatToDoAndReadsItAgainAfterAReload() {
    openLinkWithoutReturn("barbara");
    person.press("Go on to 127.0.0.1");
    person.deny();

    person.read("notes was not connected");
    check("story-denied");
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () ->
                assertThat(person.address().toString())
                    .as("what the callback brought is in no address any more")
                    .contains("/oauth/outcome/")
                    .doesNotContain("?"));
    person.reload();
    assertThat(person.read("notes was not connected"))
        .contains("start again and allow it there", "access_denied");
    assertThat(token(key("notes", "barbara"))).isEmpty();
    assertThat(chromium.console()).isEmpty();
  }

  @Test
  void aSlowProviderIsWaitedForOnAPageThatGoesOnByItself() {
    demo.provider().onToken(GrantType.AUTHORIZATION_CODE, Behaviour.delay(SLOW));
    openLinkWithoutReturn("edsger");
    person.press("Go on to 127.0.0.1");
    person.consent("ada");

    person.read("This page goes on by itself");
    check("story-waiting");
    person.read("notes is connected");
    check("story-connected");
    long exchanges = demo.exchanges();
    person.reload();
    person.read("notes is connected");
    assertThat(demo.exchanges()).isEqualTo(exchanges);
    assertThat(chromium.console()).isEmpty();
  }

  @Test
  void withoutScriptsTheWayIsTheSame() {
    chromium.close();
    use(Chromium.startWithoutScripts());
    person.open(application.link(key("files", "ada")));
    person.press("Go on to 127.0.0.1");
    person.consent("ada");
    person.read("files: confirm");
    person.press("Use it");
    person.read("confirmed: 200 active");
    awaitToken(key("files", "ada"), true);
  }

  @Test
  void withoutScriptsThePageOfConnectionsStaysInItsTab() {
    chromium.close();
    use(Chromium.startWithoutScripts());
    openConnections("grace");
    person.press("Connect notes");
    person.consent("grace");
    person.read("Connected.");
    person.press("Disconnect notes");
    person.press("Yes, disconnect notes");
    person.read("Disconnected. What used it has been told.");
    awaitToken(key("notes", "grace"), false);
  }

  private void openConnections(String user) {
    person.open(demo.system().api(TENANT).connectionsLink(user));
    person.press("Show the connections of " + user);
    person.read("Your connections");
  }

  /** A link whose flow ends on our own page. */
  private void openLinkWithoutReturn(String user) {
    person.open(demo.system().api(TENANT).start(key("notes", user), Optional.empty()).connectUrl());
  }

  private void connectInANewTab(String account) {
    person.press("Connect notes");
    inTheOtherTab();
    person.consent(account);
    person.tabs(1);
    person.bringToFront(first);
  }

  private void inTheOtherTab() {
    person.bringToFront(
        person.tabs(2).stream().filter(tab -> !tab.equals(first)).findFirst().orElseThrow());
  }

  private void use(Chromium other) {
    chromium = other;
    person = new ChromiumPerson(chromium);
    first = person.tab();
  }

  /** Looks at a page with every eye, in light and dark. */
  private void check(String name) {
    for (Scheme scheme : List.of(Scheme.DARK, Scheme.LIGHT)) {
      chromium.show(scheme);
      person.screenshot(name);
      assertThat(chromium.barriers()).as(name + ", " + scheme).isEmpty();
    }
  }

  private Optional<?> token(TokenKey key) {
    return demo.system().tokens(TENANT).get(key);
  }

  private void awaitToken(TokenKey key, boolean there) {
    await("a token of " + key + ": " + there)
        .atMost(WAIT)
        .until(() -> token(key).isPresent() == there);
  }
}
