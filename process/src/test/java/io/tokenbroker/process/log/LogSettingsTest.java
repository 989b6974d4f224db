// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.process.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

final class LogSettingsTest {
  @Test
  void theLevelIsThatOfOurOwnLinesAndLibrariesWarn() {
    LoggerContext context = new LoggerContext();
    Logging.apply(context, new LogSettings(LogFormat.JSON, Level.DEBUG), "here");

    assertThat(context.getLogger("io.tokenbroker.Some").isDebugEnabled()).isTrue();
    assertThat(context.getLogger("io.vertx.Some").isInfoEnabled()).isFalse();
    assertThat(context.getLogger("io.vertx.Some").isWarnEnabled()).isTrue();
    context.stop();
  }
}
