// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.importing;

import io.tokenbroker.cli.cluster.CliException;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;

/**
 * The lines of a file of any size, one in memory at a time; blank ones are left out. Not
 * thread-safe.
 */
final class LineFile implements Iterator<LineFile.Line>, AutoCloseable {
  static final int MAX_LINES = 1_000_000;
  static final int MAX_LINE_BYTES = 64 * 1024;

  private static final String BYTE_ORDER_MARK = "\uFEFF";

  private final Path file;
  private final MessageDigest digest;
  private final InputStream in;
  private int number;
  private Optional<Line> next;

  /**
   * Opens a file.
   *
   * @throws CliException if it is no regular file, or can't be read
   */
  LineFile(Path file) {
    this.file = file;
    // It is read twice: checked first, then sent.
    if (!Files.isRegularFile(file)) {
      throw new CliException("could not read " + file + ": it is not there, or is no regular file");
    }
    try {
      digest = MessageDigest.getInstance("SHA-256");
      in = new BufferedInputStream(new DigestInputStream(Files.newInputStream(file), digest));
    } catch (IOException e) {
      throw failure(e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no SHA-256", e);
    }
    next = advance();
  }

  /**
   * A line.
   *
   * @param number from 1
   * @param text empty where it can't be read
   * @param problem why
   */
  record Line(int number, Optional<String> text, String problem) {}

  @Override
  public boolean hasNext() {
    return next.isPresent();
  }

  @Override
  public Line next() {
    Line line = next.orElseThrow(NoSuchElementException::new);
    next = advance();
    return line;
  }

  /** Tells apart two readings of the whole file between which it was changed. */
  String fingerprint() {
    return HexFormat.of().formatHex(digest.digest());
  }

  @Override
  public void close() {
    try {
      in.close();
    } catch (IOException e) {
      throw failure(e);
    }
  }

  private Optional<Line> advance() {
    try {
      for (Optional<byte[]> bytes = bytes(); bytes.isPresent(); bytes = bytes()) {
        number++;
        if (number > MAX_LINES) {
          throw new CliException(
              file + " has more than " + MAX_LINES + " lines: import it in parts");
        }
        Line line = line(bytes.get());
        if (line.text().filter(String::isBlank).isEmpty()) {
          return Optional.of(line);
        }
      }
      return Optional.empty();
    } catch (IOException e) {
      throw failure(e);
    }
  }

  private Line line(byte[] bytes) {
    if (bytes.length > MAX_LINE_BYTES) {
      return new Line(number, Optional.empty(), "is longer than " + MAX_LINE_BYTES / 1024 + " KiB");
    }
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      boolean marked = number == 1 && text.startsWith(BYTE_ORDER_MARK);
      return new Line(number, Optional.of(marked ? text.substring(1) : text), "");
    } catch (CharacterCodingException e) {
      return new Line(number, Optional.empty(), "is not UTF-8");
    }
  }

  /** The next line's bytes, at most one more than a line may have; empty at the end. */
  private Optional<byte[]> bytes() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream(256);
    int read = in.read();
    if (read < 0) {
      return Optional.empty();
    }
    for (; read >= 0 && read != '\n'; read = in.read()) {
      if (line.size() <= MAX_LINE_BYTES) {
        line.write(read);
      }
    }
    return Optional.of(line.toByteArray());
  }

  private CliException failure(IOException e) {
    return new CliException("could not read " + file + ": " + e.getClass().getSimpleName(), e);
  }
}
