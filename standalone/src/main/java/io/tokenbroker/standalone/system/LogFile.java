// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.standalone.system;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.rolling.FixedWindowRollingPolicy;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy;
import ch.qos.logback.core.util.FileSize;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes what is logged to a file of a data folder as well, whose place is known only when the
 * command line has been read: 10 MiB, and three such files of older lines.
 */
public final class LogFile implements AutoCloseable {
  private static final String PATTERN =
      "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level [%thread] %logger{40} %msg %kvp%n";
  private static final String MAX_SIZE = "10MB";
  private static final int OLDER_FILES = 3;

  private final LoggerContext context;
  private final RollingFileAppender<ILoggingEvent> appender;

  private LogFile(LoggerContext context, RollingFileAppender<ILoggingEvent> appender) {
    this.context = context;
    this.appender = appender;
  }

  /** Starts to write, at the end of the file. */
  public static LogFile open(Path file) {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    RollingFileAppender<ILoggingEvent> appender = new RollingFileAppender<>();
    appender.setContext(context);
    appender.setName("data-folder");
    appender.setFile(file.toString());
    appender.setEncoder(encoder(context));
    roll(context, appender, file);
    appender.start();
    context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(appender);
    return new LogFile(context, appender);
  }

  @Override
  public void close() {
    context.getLogger(Logger.ROOT_LOGGER_NAME).detachAppender(appender);
    appender.stop();
  }

  private static PatternLayoutEncoder encoder(LoggerContext context) {
    PatternLayoutEncoder encoder = new PatternLayoutEncoder();
    encoder.setContext(context);
    encoder.setPattern(PATTERN);
    encoder.start();
    return encoder;
  }

  private static void roll(
      LoggerContext context, RollingFileAppender<ILoggingEvent> appender, Path file) {
    FixedWindowRollingPolicy rolling = new FixedWindowRollingPolicy();
    rolling.setContext(context);
    rolling.setParent(appender);
    rolling.setFileNamePattern(file + ".%i");
    rolling.setMinIndex(1);
    rolling.setMaxIndex(OLDER_FILES);
    rolling.start();
    SizeBasedTriggeringPolicy<ILoggingEvent> bySize = new SizeBasedTriggeringPolicy<>();
    bySize.setContext(context);
    bySize.setMaxFileSize(FileSize.valueOf(MAX_SIZE));
    bySize.start();
    appender.setRollingPolicy(rolling);
    appender.setTriggeringPolicy(bySize);
  }
}
