// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tokenbroker.it.system.ApplicationApi;
import io.tokenbroker.it.system.TestConnector;
import io.tokenbroker.it.system.TestSystem;
import io.tokenbroker.key.ConnectorId;
import io.tokenbroker.key.TokenKey;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The gateway, while Kafka goes away and comes back. */
class KafkaAwayIT {
  private static final TokenKey ALICE = TokenKey.personal("acme", "crm", "alice");

  /** So many that they could not all wait for Kafka's own time-out within {@link #PATIENCE}. */
  private static final int MANY = 50;

  private static final Duration PATIENCE = Duration.ofSeconds(90);

  @Test
  void whileKafkaIsAwayEverybodyIsTurnedAwayAtOnceAndThenItGoesOnByItself(@TempDir Path folder) {
    URI nowhere = URI.create("http://127.0.0.1:1/");
    TestConnector connector =
        TestConnector.perUser(
            new ConnectorId("acme", "crm"),
            new TestConnector.Endpoints(Optional.empty(), nowhere, nowhere, Optional.empty()),
            new TestConnector.Client("client", "a-secret-that-is-long-enough"));
    try (TestSystem system = TestSystem.start(folder, List.of(connector))) {
      ApplicationApi api = system.api("acme");
      assertThat(api.disconnect(ALICE).status()).as("nobody answers, it stands").isEqualTo(202);

      system.stopKafka();
      await("not ready").atMost(PATIENCE).until(() -> !api.isReady());
      await("the first one is turned away")
          .atMost(PATIENCE)
          .until(() -> api.disconnect(ALICE).status() == 503);
      await("many are turned away")
          .atMost(PATIENCE)
          .untilAsserted(
              () -> {
                for (int i = 0; i < MANY; i++) {
                  assertThat(api.disconnect(ALICE).status()).isEqualTo(503);
                }
              });

      system.startKafka();
      await("it works again").atMost(PATIENCE).until(() -> api.disconnect(ALICE).status() == 202);
      await("ready again").atMost(PATIENCE).until(api::isReady);
    }
  }
}
