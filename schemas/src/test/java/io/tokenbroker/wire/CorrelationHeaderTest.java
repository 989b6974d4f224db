// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenbroker.event.DescribeGrant;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CorrelationHeaderTest {
  private final RecordHeaders headers = new RecordHeaders();

  @Test
  void whatWasWrittenIsRead() {
    CorrelationHeader.write(headers, "first");
    CorrelationHeader.write(headers, "7b7e0a3e-8f7c-4f0e:Az_9.~+/=@|");

    assertThat(CorrelationHeader.read(headers)).contains("7b7e0a3e-8f7c-4f0e:Az_9.~+/=@|");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "two words", "a\nb", "\u001b[2J", "\"}, {\"", "é", "<b>"})
  void whatIsNoIdReachesNoLogAndNoSpan(String text) {
    headers.add("ce_correlationid", text.getBytes(StandardCharsets.UTF_8));

    assertThat(CorrelationHeader.read(headers)).isEmpty();
    assertThat(CorrelationHeader.of(question(text))).isEmpty();
  }

  @Test
  void anIdHasAtMost128Characters() {
    CorrelationHeader.write(headers, "x".repeat(128));
    assertThat(CorrelationHeader.read(headers)).isPresent();

    CorrelationHeader.write(headers, "x".repeat(129));
    assertThat(CorrelationHeader.read(headers)).isEmpty();
    assertThat(CorrelationHeader.of(question("x".repeat(129)))).isEmpty();
  }

  private static DescribeGrant question(String correlationId) {
    return new DescribeGrant(correlationId, "ops", Instant.EPOCH);
  }
}
