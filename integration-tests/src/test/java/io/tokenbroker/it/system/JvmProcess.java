// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.it.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** A program in a JVM of its own, with a small heap, whose output goes to a file. */
public final class JvmProcess implements AutoCloseable {
  private static final Duration END_WAIT = Duration.ofMinutes(3);

  private final Process process;
  private final Path log;

  private JvmProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /**
   * Starts it, and does not wait for it.
   *
   * @param environment besides the test's own, of which no TOKENBROKER_ variable is left
   */
  public static JvmProcess start(
      Program program, List<String> arguments, Map<String, String> environment, Path log) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("-cp", program.classPath(), program.mainClass()));
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(name -> name.startsWith("TOKENBROKER_"));
    builder.environment().putAll(environment);
    builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.to(log.toFile()));
    try {
      return new JvmProcess(builder.start(), log);
    } catch (IOException e) {
      throw new UncheckedIOException(program.mainClass() + " could not be started", e);
    }
  }

  /** Waits until a line of its output starts with this, and returns the line's rest. */
  public String awaitLine(String start, Duration timeout) {
    return Awaitility.await(start)
        .atMost(timeout)
        .pollInterval(Duration.ofMillis(50))
        .failFast("the process ended, its log is " + log, () -> !process.isAlive())
        .until(() -> rest(start), Optional::isPresent)
        .orElseThrow();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** Waits for its end; its exit code. */
  public int awaitEnd() {
    try {
      if (!process.waitFor(END_WAIT.toSeconds(), TimeUnit.SECONDS)) {
        throw new AssertionError("the process does not end, its log is " + log);
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  /** What it has written so far. */
  public String output() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** SIGKILL. */
  @Override
  public void close() {
    process.destroyForcibly();
    int unused = awaitEnd();
  }

  private Optional<String> rest(String start) {
    return output()
        .lines()
        .filter(line -> line.startsWith(start))
        .map(line -> line.substring(start.length()))
        .findFirst();
  }
}
