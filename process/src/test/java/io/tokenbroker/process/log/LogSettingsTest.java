// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.process.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.LoggerContext;
import io.tokenbroker.settings.EnvironmentReader;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

final class LogSettingsTest {
  @Test
  void withoutSettingsTextIsWrittenFromInfoOn() {
    assertThat(read(Map.of())).isEqualTo(new LogSettings(LogFormat.TEXT, Level.INFO));
  }

  @Test
  void formatAndLevelAreRead() {
    assertThat(read(Map.of("TOKENBROKER_LOG_FORMAT", "json", "TOKENBROKER_LOG_LEVEL", "debug")))
        .isEqualTo(new LogSettings(LogFormat.JSON, Level.DEBUG));
  }

  @Test
  void whatIsNoFormatOrLevelIsRefusedWithItsName() {
    assertThatThrownBy(() -> read(Map.of("TOKENBROKER_LOG_FORMAT", "xml")))
        .hasMessageContaining("TOKENBROKER_LOG_FORMAT");
    assertThatThrownBy(() -> read(Map.of("TOKENBROKER_LOG_LEVEL", "loud")))
        .hasMessageContaining("TOKENBROKER_LOG_LEVEL");
  }

  @Test
  void theLevelIsThatOfOurOwnLinesAndLibrariesWarn() {
    LoggerContext context = new LoggerContext();
    Logging.apply(context, new LogSettings(LogFormat.JSON, Level.DEBUG), "here");

    assertThat(context.getLogger("io.tokenbroker.Some").isDebugEnabled()).isTrue();
    assertThat(context.getLogger("io.vertx.Some").isInfoEnabled()).isFalse();
    assertThat(context.getLogger("io.vertx.Some").isWarnEnabled()).isTrue();
    context.stop();
  }

  private static LogSettings read(Map<String, String> environment) {
    return LogSettings.read(new EnvironmentReader(environment));
  }
}
