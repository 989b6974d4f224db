// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.it.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** A broker in a process of its own, to be killed and paused. */
public final class BrokerProcess implements AutoCloseable {
  private static final Duration END_WAIT = Duration.ofMinutes(3);
  private static final String RUNNING = "Broker service is running";

  private final Process process;
  private final Path log;
  private final Duration startWait;

  private BrokerProcess(Process process, Path log, Duration startWait) {
    this.process = process;
    this.log = log;
    this.startWait = startWait;
  }

  static BrokerProcess start(Map<String, String> environment, Path log, Duration startWait) {
    ProcessBuilder builder =
        new ProcessBuilder(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "io.tokenbroker.broker.BrokerMain"));
    builder.environment().keySet().removeIf(name -> name.startsWith("TOKENBROKER_"));
    builder.environment().putAll(environment);
    builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.to(log.toFile()));
    try {
      return new BrokerProcess(builder.start(), log, startWait);
    } catch (IOException e) {
      throw new UncheckedIOException("the broker process could not be started", e);
    }
  }

  /** Whether the process is there. */
  public boolean isAlive() {
    return process.isAlive();
  }

  /** Waits until it says that it runs. */
  public BrokerProcess awaitRunning() {
    Awaitility.await("the broker process says that it runs")
        .atMost(startWait)
        .pollInterval(Duration.ofMillis(50))
        .failFast("the broker process ended, its log is " + log, () -> !process.isAlive())
        .until(() -> Files.readString(log).contains(RUNNING));
    return this;
  }

  /** SIGKILL. */
  public void kill() {
    process.destroyForcibly();
    awaitEnd();
  }

  /** SIGSTOP: the process stays, and does nothing. */
  public void pause() {
    signal("STOP");
  }

  /** SIGCONT: the process goes on as if nothing had been. */
  public void resume() {
    signal("CONT");
  }

  @Override
  public void close() {
    kill();
  }

  private void signal(String name) {
    try {
      Process kill =
          new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).inheritIO().start();
      if (!kill.waitFor(END_WAIT.toSeconds(), TimeUnit.SECONDS) || kill.exitValue() != 0) {
        throw new AssertionError("the broker process could not be sent SIG" + name);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("no way to send SIG" + name, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  private void awaitEnd() {
    try {
      if (!process.waitFor(END_WAIT.toSeconds(), TimeUnit.SECONDS)) {
        throw new AssertionError("the broker process does not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }
}
