// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.it.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Reads topics with kcat, a tool that others wrote. */
public final class Kcat {
  public static final Path BINARY = Path.of("/usr/bin/kcat");

  /**
   * A zero byte and the schema's id, as the Confluent wire format has them before each value: kcat
   * prints 0, and the id.
   */
  private static final List<String> PREFIX_OF_VALUE = List.of("-s", "value=>bI");

  private static final String KEY_HEADERS_PREFIX = "%k|%h|%s";
  private static final int TIMEOUT_SECONDS = 30;

  private final String bootstrapServers;
  private final Path log;

  /**
   * Reads with it.
   *
   * @param folder where its messages go
   */
  public Kcat(String bootstrapServers, Path folder) {
    this.bootstrapServers = bootstrapServers;
    this.log = folder.resolve("kcat.log");
  }

  /** Whether it is installed. */
  public static boolean isHere() {
    return Files.isExecutable(BINARY);
  }

  /**
   * A record in the Confluent wire format.
   *
   * @param headers their names, in order
   */
  public record Shown(String key, List<String> headers, int schemaId) {
    private static Shown of(String line) {
      String[] parts = line.split("\\|", -1);
      List<String> headers =
          Arrays.stream(parts[1].split(",", -1)).map(header -> header.split("=", 2)[0]).toList();
      return new Shown(parts[0], headers, Integer.parseInt(parts[2].substring(1)));
    }
  }

  /** What a topic holds that begins with a zero byte, as the Confluent wire format does. */
  public List<Shown> inWireFormat(String topic) {
    return run(topic, KEY_HEADERS_PREFIX, PREFIX_OF_VALUE).stream()
        .filter(line -> line.substring(line.lastIndexOf('|') + 1).startsWith("0"))
        .map(Shown::of)
        .toList();
  }

  /** What a topic holds, a line for each record, as kcat's {@code -f} formats it. */
  public List<String> shown(String topic, String format) {
    return run(topic, format, List.of());
  }

  private List<String> run(String topic, String format, List<String> more) {
    ProcessBuilder builder =
        new ProcessBuilder(
            BINARY.toString(),
            "-C",
            "-e",
            "-q",
            "-b",
            bootstrapServers,
            "-t",
            topic,
            "-f",
            format + "\\n");
    builder.command().addAll(more);
    builder.redirectError(log.toFile());
    try {
      Path out = Files.createTempFile(log.getParent(), "kcat", ".out");
      Process process = builder.redirectOutput(out.toFile()).start();
      if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("kcat does not come to the end of " + topic);
      }
      if (process.exitValue() != 0) {
        throw new AssertionError("kcat failed on " + topic + ": " + Files.readString(log));
      }
      return Files.readAllLines(out);
    } catch (IOException e) {
      throw new UncheckedIOException("kcat could not be run", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }
}
