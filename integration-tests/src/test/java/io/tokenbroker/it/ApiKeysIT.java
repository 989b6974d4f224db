// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tokenbroker.demoprovider.DemoProviderSettings;
import io.tokenbroker.it.system.ApplicationApi;
import io.tokenbroker.it.system.DemoSystem;
import io.tokenbroker.it.system.OperatorCommand;
import io.tokenbroker.it.system.TestSystem;
import io.tokenbroker.secrets.Secret;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** API keys in their topic: what the operator does counts at a gateway that runs. */
final class ApiKeysIT {
  private static final Duration WAIT = Duration.ofSeconds(30);
  private static final String ID = "a".repeat(43);

  @Test
  void aKeyOfTheTopicWorksIsRotatedAndRevokedWhileTheGatewayRuns(
      @TempDir(cleanup = CleanupMode.ON_SUCCESS) Path folder) throws InterruptedException {
    try (DemoSystem demo =
        DemoSystem.start(
            folder, DemoProviderSettings.defaults(), List.of(UnaryOperator.identity()))) {
      TestSystem system = demo.system();
      OperatorCommand operator = system.operator();
      ApplicationApi first =
          system.apiWith(
              key(operator.run("api-keys", "create", "--id", "late", "--tenant", "acme")));
      awaitStatus(first, 200);

      ApplicationApi second =
          system.apiWith(key(operator.run("api-keys", "rotate", "--id", "late")));
      awaitStatus(second, 200);
      assertThat(first.outcome(ID).status()).isEqualTo(200);
      assertThat(operator.run("api-keys", "create", "--id", "late", "--tenant", "acme").exitCode())
          .isEqualTo(1);
      assertThat(operator.run("api-keys", "list").out()).contains("late  tenant=acme");

      assertThat(operator.run("api-keys", "revoke", "--id", "late").exitCode()).isZero();
      awaitStatus(second, 401);
      awaitStatus(first, 401);
      assertThat(operator.run("api-keys", "list").out()).isBlank();
    }
  }

  private static Secret key(OperatorCommand.Ended ended) {
    assertThat(ended.exitCode()).as(ended.err()).isZero();
    return Secret.of(ended.out().strip());
  }

  private static void awaitStatus(ApplicationApi api, int status) {
    await()
        .atMost(WAIT)
        .untilAsserted(() -> assertThat(api.outcome(ID).status()).isEqualTo(status));
  }
}
