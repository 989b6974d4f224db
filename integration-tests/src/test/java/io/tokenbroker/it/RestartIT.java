// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenbroker.demoprovider.DemoProviderSettings;
import io.tokenbroker.executor.AccessToken;
import io.tokenbroker.it.system.BrokerProcess;
import io.tokenbroker.it.system.DemoSystem;
import io.tokenbroker.key.TokenKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A broker that was killed knows its grants when it is started again. */
final class RestartIT {
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aKilledBrokerGoesOnWithItsGrantsWhetherOrNotItsStateFolderIsLeft(
      boolean stateIsLeft, @TempDir(cleanup = CleanupMode.ON_SUCCESS) Path folder)
      throws IOException {
    TokenKey key = TokenKey.personal(DemoSystem.TENANT, "demo", "u-1");
    try (DemoSystem demo =
        DemoSystem.start(
            folder,
            DemoProviderSettings.defaults().withAccessTokenLifetime(Duration.ofSeconds(20)),
            List.of(UnaryOperator.identity()))) {
      BrokerProcess before = demo.system().startBrokerProcess("one", Map.of()).awaitRunning();
      AccessToken issued = demo.connect(key);

      before.kill();
      if (!stateIsLeft) {
        delete(demo.system().stateFolder("one"));
      }
      demo.system().startBrokerProcess("one", Map.of()).awaitRunning();
      AccessToken next = demo.awaitNewer(issued);
      AccessToken afterNext = demo.replaceRejected(next);

      assertThat(next.version().generation()).isEqualTo(issued.version().generation());
      assertThat(next.version().sequence()).isEqualTo(issued.version().sequence() + 1);
      assertThat(afterNext.version()).isEqualTo(next.version().next());
      assertThat(List.of(issued.secret(), next.secret(), afterNext.secret()))
          .doesNotHaveDuplicates();
      assertThat(demo.exchanges()).isOne();
      assertThat(demo.refreshTokenUses().values()).containsExactly(1L, 1L);
    }
  }

  private static void delete(Path folder) throws IOException {
    List<Path> all;
    try (Stream<Path> walk = Files.walk(folder)) {
      all = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : all) {
      Files.delete(path);
    }
  }
}
