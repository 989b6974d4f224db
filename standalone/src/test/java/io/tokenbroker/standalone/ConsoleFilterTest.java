// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.spi.FilterReply;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ConsoleFilterTest {
  @ParameterizedTest
  @CsvSource({
    "io.tokenbroker.gateway.Gateway, INFO, DENY",
    "io.tokenbroker.gateway.Gateway, WARN, NEUTRAL",
    "org.apache.kafka.clients.NetworkClient, WARN, DENY",
    "kafka.server.BrokerServer, ERROR, NEUTRAL",
    "org.apache.kafka.streams.processor.internals.TaskManager, ERROR, DENY",
  })
  void theConsoleShowsOurWarningsAndTheErrorsOfOthers(
      String logger, String level, FilterReply reply) {
    LoggingEvent event = new LoggingEvent();
    event.setLoggerName(logger);
    event.setLevel(Level.valueOf(level));

    assertThat(new ConsoleFilter().decide(event)).isEqualTo(reply);
  }
}
