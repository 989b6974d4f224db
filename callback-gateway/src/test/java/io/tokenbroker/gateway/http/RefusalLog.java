// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.http;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.LoggerFactory;

/** Reads in the log why browsers were refused, and all that was logged. */
final class RefusalLog implements AutoCloseable {
  private final Logger logger = (Logger) LoggerFactory.getLogger("io.tokenbroker.gateway");
  private final ListAppender<ILoggingEvent> appender = new ListAppender<>();

  RefusalLog() {
    logger.setLevel(Level.INFO);
    appender.start();
    logger.addAppender(appender);
  }

  List<String> reasons() {
    return events()
        .flatMap(event -> Optional.ofNullable(event.getKeyValuePairs()).orElse(List.of()).stream())
        .filter(pair -> pair.key.equals("reason"))
        .map(pair -> String.valueOf(pair.value))
        .toList();
  }

  String text() {
    return String.join(
        "\n",
        events()
            .map(event -> event.getFormattedMessage() + " " + event.getKeyValuePairs())
            .toList());
  }

  private Stream<ILoggingEvent> events() {
    return List.copyOf(appender.list).stream();
  }

  @Override
  public void close() {
    logger.detachAppender(appender);
  }
}
