// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.it.hunt;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.FileAppender;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.slf4j.LoggerFactory;

/** Keeps all that this process logs and prints, from now until it is closed. */
public final class ProcessOutput implements AutoCloseable {
  private final FileAppender<ILoggingEvent> appender;
  private final ByteArrayOutputStream console = new ByteArrayOutputStream();
  private final PrintStream out = System.out;
  private final PrintStream err = System.err;
  private final Logger root = logger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  private final Logger ours = logger("io.tokenbroker");
  private final Level rootLevel = root.getLevel();

  /** Logs into a file, our own classes at DEBUG, all others at INFO. */
  public ProcessOutput(Path logFile) {
    LoggerContext context = root.getLoggerContext();
    PatternLayoutEncoder encoder = new PatternLayoutEncoder();
    encoder.setContext(context);
    encoder.setPattern("%d %-5level [%thread] %logger %msg %kvp %mdc%n%ex");
    encoder.start();
    appender = new FileAppender<>();
    appender.setContext(context);
    appender.setFile(logFile.toString());
    appender.setEncoder(encoder);
    appender.start();
    root.addAppender(appender);
    root.setLevel(Level.INFO);
    ours.setLevel(Level.DEBUG);
    System.setOut(new PrintStream(new Both(out), true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(new Both(err), true, StandardCharsets.UTF_8));
  }

  /** All that was printed. */
  public byte[] console() {
    synchronized (console) {
      return console.toByteArray();
    }
  }

  @Override
  public void close() {
    System.setOut(out);
    System.setErr(err);
    ours.setLevel(null);
    root.setLevel(rootLevel);
    root.detachAppender(appender);
    appender.stop();
  }

  private static Logger logger(String name) {
    return (Logger) LoggerFactory.getLogger(name);
  }

  /** Writes where it was written before, and keeps a copy. */
  private final class Both extends OutputStream {
    private final PrintStream first;

    private Both(PrintStream first) {
      this.first = first;
    }

    @Override
    public void write(int value) {
      write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      first.write(bytes, offset, length);
      synchronized (console) {
        console.write(bytes, offset, length);
      }
    }
  }
}
