// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.standalone;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;
import java.util.List;

/**
 * Lets through to the console what a person should act on: warnings of ours, errors of others. A
 * data folder's log file has the rest.
 */
public final class ConsoleFilter extends Filter<ILoggingEvent> {
  private static final String OURS = "io.tokenbroker.";

  /**
   * Log as errors what they mend themselves: state that a kill left unfinished, a topic that was
   * made a moment ago. What Streams can't mend reaches the broker service, which logs it.
   */
  private static final List<String> ALARMISTS =
      List.of(
          "org.apache.kafka.streams.",
          "org.apache.kafka.clients.admin.internals.PartitionLeaderStrategy");

  @Override
  public FilterReply decide(ILoggingEvent event) {
    String logger = event.getLoggerName();
    if (ALARMISTS.stream().anyMatch(logger::startsWith)) {
      return FilterReply.DENY;
    }
    Level least = logger.startsWith(OURS) ? Level.WARN : Level.ERROR;
    return event.getLevel().isGreaterOrEqual(least) ? FilterReply.NEUTRAL : FilterReply.DENY;
  }
}
