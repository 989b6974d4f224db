// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.importing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tokenbroker.cli.cluster.CliException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LineFileTest {
  private Path file;

  @BeforeEach
  void useFolder(@TempDir Path folder) {
    file = folder.resolve("grants.jsonl");
  }

  @Test
  void linesHaveTheirNumbersAndBlankOnesAreLeftOut() throws IOException {
    assertThat(lines("\uFEFFa\n\n  \r\nb\r\nc"))
        .containsExactly(line(1, "a"), line(4, "b\r"), line(5, "c"));
    assertThat(lines("")).isEmpty();
    assertThat(lines("\n\n")).isEmpty();
  }

  @Test
  void aLineAtTheLimitIsReadAndALongerOneIsSkipped() throws IOException {
    String longest = "x".repeat(LineFile.MAX_LINE_BYTES);

    assertThat(lines(longest + "\n" + longest + "x\nb\n"))
        .containsExactly(
            line(1, longest),
            new LineFile.Line(2, Optional.empty(), "is longer than 64 KiB"),
            line(3, "b"));
  }

  @Test
  void aLineThatIsNotUtf8IsSaidSo() throws IOException {
    Files.write(file, new byte[] {'a', '\n', (byte) 0xC3, '\n', 'b'});

    assertThat(read())
        .containsExactly(
            line(1, "a"), new LineFile.Line(2, Optional.empty(), "is not UTF-8"), line(3, "b"));
  }

  @Test
  void aFileWithTooManyLinesIsRefused() throws IOException {
    Files.write(file, "\n".repeat(LineFile.MAX_LINES).getBytes(StandardCharsets.US_ASCII));
    assertThat(read()).isEmpty();

    Files.write(file, "\n".repeat(LineFile.MAX_LINES + 1).getBytes(StandardCharsets.US_ASCII));
    assertThatExceptionOfType(CliException.class)
        .isThrownBy(this::read)
        .withMessageContaining("has more than 1000000 lines: import it in parts");
  }

  @Test
  void whatIsNoFileIsRefused() {
    assertThatExceptionOfType(CliException.class)
        .isThrownBy(this::read)
        .withMessageContaining("grants.jsonl: it is not there, or is no regular file");
  }

  @Test
  void aChangedFileHasAnotherFingerprint() throws IOException {
    String one = fingerprint("a\nb\n");

    assertThat(fingerprint("a\nb\n")).isEqualTo(one);
    assertThat(fingerprint("a\nc\n")).isNotEqualTo(one);
  }

  private String fingerprint(String text) throws IOException {
    Files.writeString(file, text);
    try (LineFile lines = new LineFile(file)) {
      while (lines.hasNext()) {
        assertThat(lines.next().text()).isPresent();
      }
      return lines.fingerprint();
    }
  }

  private List<LineFile.Line> lines(String text) throws IOException {
    Files.writeString(file, text);
    return read();
  }

  private List<LineFile.Line> read() {
    List<LineFile.Line> read = new ArrayList<>();
    try (LineFile lines = new LineFile(file)) {
      lines.forEachRemaining(read::add);
    }
    return read;
  }

  private static LineFile.Line line(int number, String text) {
    return new LineFile.Line(number, Optional.of(text), "");
  }
}
