// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.provider;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.tokenbroker.event.LifetimeUnit;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

class ResponseReaderFuzzTest {
  private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");

  @FuzzTest(maxExecutions = 10_000_000)
  void theAnswerOfATokenEndpointIsReadOrRefused(byte[] input) {
    TokenEndpointReader.tokens(
        new TokenEndpointReader.Answer(
            200, "application/json", Buffer.buffer(input), Optional.empty(), NOW),
        LifetimeUnit.SECONDS,
        List.of());
  }
}
