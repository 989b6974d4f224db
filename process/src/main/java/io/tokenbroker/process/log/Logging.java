// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.process.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.Layout;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sets up the log of a process of its own: to its standard output. An operator's own configuration
 * ({@code -Dlogback.configurationFile}) wins; a process that embeds us brings its own.
 */
public final class Logging {
  private static final String OPERATORS_OWN = "logback.configurationFile";
  private static final String OURS = "io.tokenbroker";

  private Logging() {}

  /**
   * Sets the log up; before anything is logged.
   *
   * @param service what the lines say that they are from
   */
  public static void start(LogSettings settings, String service) {
    if (System.getProperty(OPERATORS_OWN) == null) {
      LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
      context.reset();
      apply(context, settings, service);
    }
  }

  /** Says something to the person who started the process; in JSON on a line of the log. */
  public static void announce(LogSettings settings, PrintStream out, String text) {
    if (settings.format() == LogFormat.JSON) {
      LoggerFactory.getLogger(Logging.class).info(text);
    } else {
      out.println(text);
    }
  }

  /** Makes a context log like that, and nothing else. */
  static void apply(LoggerContext context, LogSettings settings, String service) {
    ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
    console.setContext(context);
    console.setName("console");
    console.setEncoder(encoder(context, settings, service));
    console.start();
    Level ours = Level.convertAnSLF4JLevel(settings.level());
    context.getLogger(OURS).setLevel(ours);
    // At its other levels the HTTP server would log addresses, and Kafka its whole life.
    ch.qos.logback.classic.Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    root.setLevel(ours.isGreaterOrEqual(Level.WARN) ? ours : Level.WARN);
    root.addAppender(console);
  }

  private static LayoutWrappingEncoder<ILoggingEvent> encoder(
      LoggerContext context, LogSettings settings, String service) {
    Layout<ILoggingEvent> layout =
        switch (settings.format()) {
          case TEXT -> new TextLayout();
          case JSON -> new JsonLayout(service);
        };
    layout.setContext(context);
    layout.start();
    LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
    encoder.setContext(context);
    encoder.setCharset(StandardCharsets.UTF_8);
    encoder.setLayout(layout);
    encoder.start();
    return encoder;
  }
}
