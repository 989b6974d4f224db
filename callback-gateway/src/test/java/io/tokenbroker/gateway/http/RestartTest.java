// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenbroker.event.AuthorizationCodeReceived;
import io.tokenbroker.event.AuthorizationStarted;
import io.tokenbroker.event.Binding;
import io.tokenbroker.gateway.flow.FlowSettings;
import io.tokenbroker.gateway.reply.Replies;
import io.tokenbroker.secrets.KeyEncryptionKey;
import io.tokenbroker.secrets.KeysetFolder;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A gateway keeps nothing: any other of the deployment goes on with its flows. */
class RestartTest {
  private static final FlowSettings SETTINGS =
      new FlowSettings(Duration.ofMillis(50), Duration.ofMinutes(10), true);

  private TestGateway one;
  private TestGateway two;

  @BeforeEach
  void start(@TempDir Path folder, @TempDir Path other) {
    KeysetFolder keysets =
        KeysetFolder.create(
            folder.resolve("keys"), KeyEncryptionKey.createFile(folder.resolve("kek")));
    one = gateway(folder, keysets, Replies.create());
    two = gateway(other, keysets, Replies.create());
  }

  @AfterEach
  void stop() {
    one.close();
    two.close();
  }

  @Test
  void eachStepMayBeAtAnotherGateway() {
    TestFlow here = new TestFlow(one);
    TestFlow there = new TestFlow(two);
    TestBrowser browser = here.browser;
    URI link = here.link(",\"returnUrl\":\"https://app.example/done\"");
    TestForm form = TestForm.on(browser.open(link));
    String state =
        TestBrowser.query(TestForm.next(browser.press(two.url(link.getRawPath()), form)))
            .getOrDefault("state", "");
    assertThat(two.events(AuthorizationStarted.class)).hasSize(1);

    URI waiting =
        URI.create(TestBrowser.location(browser.open(here.callback("code=abc&state=" + state))));
    assertThat(one.events(AuthorizationCodeReceived.class)).hasSize(1);
    there.everyCodeHasToBeConfirmed();
    one.log.forEach(two.broker);

    assertThat(TestBrowser.location(browser.open(two.url(waiting.getRawPath()))))
        .contains("result=confirm", "confirmation_code=");
  }

  @Test
  void aFlowIsFinishedByTheGatewayThatTookThePlaceOfOneThatStopped() {
    TestFlow here = new TestFlow(one);
    TestFlow there = new TestFlow(two);
    String state =
        TestFlow.state(here.browser, here.link(",\"returnUrl\":\"https://app.example/done\""));
    one.close();
    there.everyCodeHasToBeConfirmed();

    assertThat(TestBrowser.location(here.browser.open(there.callback("code=abc&state=" + state))))
        .startsWith("https://app.example/done?")
        .contains("result=confirm");
  }

  private static TestGateway gateway(Path folder, KeysetFolder keysets, Replies replies) {
    TestGateway gateway = new TestGateway(folder, keysets, replies, SETTINGS, Optional.empty());
    gateway.define(TestGateway.connector("crm", 2).setBinding(Binding.CONFIRM).build());
    return gateway;
  }
}
