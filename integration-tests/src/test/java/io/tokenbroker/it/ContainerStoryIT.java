// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tokenbroker.demoprovider.ConsentClient;
import io.tokenbroker.executor.AccessToken;
import io.tokenbroker.executor.TokenClient;
import io.tokenbroker.it.browser.Browser;
import io.tokenbroker.it.container.Containers;
import io.tokenbroker.it.container.ProviderContainer;
import io.tokenbroker.it.system.TestConnector;
import io.tokenbroker.it.system.TestSystem;
import io.tokenbroker.key.ConnectorId;
import io.tokenbroker.key.TokenKey;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The story with an authorization server, a Kafka and a registry that are images. */
@Tag("containers")
final class ContainerStoryIT {
  private static final TokenKey KEY = TokenKey.personal("acme", "demo", "u-1");
  private static final TestConnector.Client CLIENT =
      new TestConnector.Client("it-client", "it-client-secret-8c61f0b7d2");
  private static final Duration WAIT = Duration.ofMinutes(3);

  @Test
  void aPersonConnectsAtAProviderInAContainerAndARejectedTokenIsReplaced(@TempDir Path folder)
      throws Exception {
    assertThat(Containers.wanted()).as("-Pcontainers is set").isTrue();
    try (ProviderContainer provider = ProviderContainer.start(CLIENT.id(), CLIENT.secret());
        TestSystem system = TestSystem.start(folder, List.of(connector(provider.issuer())))) {
      system.startBroker("one");
      TokenClient tokens = system.tokens("acme");

      Browser browser = new Browser();
      URI link =
          system.api("acme").start(KEY, Optional.of(system.application().returnUrl())).connectUrl();
      browser.open(new ConsentClient(WAIT).allow(browser.requestOf(link), "ada"));
      AccessToken first =
          await("a token")
              .atMost(WAIT)
              .until(() -> tokens.get(KEY), Optional::isPresent)
              .orElseThrow();
      tokens.reportRejected(first);

      await("a newer token")
          .atMost(WAIT)
          .until(
              () -> tokens.get(KEY),
              token -> token.filter(it -> it.version().isNewerThan(first.version())).isPresent());
    }
  }

  private static TestConnector connector(URI issuer) {
    return TestConnector.perUser(
        new ConnectorId("acme", "demo"),
        new TestConnector.Endpoints(
            Optional.of(issuer),
            issuer.resolve("/authorize"),
            issuer.resolve("/token"),
            Optional.of(issuer.resolve("/revoke"))),
        CLIENT);
  }
}
