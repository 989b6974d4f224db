// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.tokenbroker.broker.SampleConnectors;
import io.tokenbroker.event.ImportToken;
import io.tokenbroker.event.ProviderRequest;
import io.tokenbroker.event.TokenRefreshed;
import io.tokenbroker.secrets.SealedField;
import io.tokenbroker.secrets.Secret;
import io.tokenbroker.topic.Topic;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Attacks on the topology: no record ends its thread, no dead letter leaves a grant hanging. */
class TopologyAttackTest {
  @Test
  void anImportWhoseRefreshTokenNeverExpiresDoesNotKillTheStreamThread(@TempDir Path folder) {
    try (TopologyBench bench = new TopologyBench(folder)) {
      bench.sends(
          Topic.TOKEN_COMMANDS,
          TopologyBench.KEY,
          ImportToken.newBuilder()
              .setCorrelationId("i")
              .setConnectorRevision(7)
              .setSealedAccessToken(
                  bench
                      .keysets()
                      .brokerInboxSealer()
                      .seal(
                          Secret.of("at-0"),
                          SealedField.importedAccessToken(TopologyBench.KEY, "i")))
              .setSealedRefreshToken(
                  bench
                      .keysets()
                      .brokerInboxSealer()
                      .seal(
                          Secret.of("rt-0"),
                          SealedField.importedRefreshToken(TopologyBench.KEY, "i")))
              .setExpiresAt(bench.now().plus(Duration.ofMinutes(1)))
              .setRefreshTokenExpiresAt(Instant.ofEpochMilli(Long.MAX_VALUE))
              .setReplace(false)
              .setRequestedBy("ops")
              .setRequestedAt(bench.now())
              .build());
      bench.passes(Duration.ofMinutes(2));
      ProviderRequest request = bench.request();
      assertThatCode(() -> bench.succeeds(TopologyBench.KEY, request, "at-1", "rt-1"))
          .doesNotThrowAnyException();
    }
  }

  @Test
  void aConnectorWithAnAbsurdLifetimeLosesNoResult(@TempDir Path folder) {
    try (TopologyBench bench = new TopologyBench(folder)) {
      bench.authorized(TopologyBench.KEY, "a");
      bench.passes(Duration.ofMinutes(56));
      ProviderRequest refresh = bench.request();
      bench.define(
          SampleConnectors.connector(Optional.empty())
              .setRevision(8)
              .setGrantLifetimeSeconds(Long.MAX_VALUE)
              .build());
      bench.succeeds(TopologyBench.KEY, refresh, "at-2", "rt-2");

      assertThat(bench.read(Topic.DEAD_LETTERS)).isEmpty();
      assertThat(bench.events(Topic.TOKEN_EVENTS, TokenRefreshed.class)).hasSize(2);
    }
  }
}
