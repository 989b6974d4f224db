// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.seal;

import io.tokenbroker.secrets.CannotOpenException;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Reads what {@link FieldWriter} wrote. What it reads was authenticated, so only its version can
 * differ.
 */
public final class FieldReader {
  private final DataInputStream in;

  /**
   * @throws CannotOpenException if the version is another
   */
  public FieldReader(byte[] bytes, byte version) {
    this.in = new DataInputStream(new ByteArrayInputStream(bytes));
    byte found = read(in::readByte);
    if (found != version) {
      throw new CannotOpenException("written in version " + found + " of its format");
    }
  }

  public String text() {
    return read(in::readUTF);
  }

  public List<String> texts() {
    short count = read(in::readShort);
    return Stream.generate(this::text).limit(count).toList();
  }

  public Map<String, String> map() {
    short count = read(in::readShort);
    Map<String, String> texts = new HashMap<>();
    for (int i = 0; i < count; i++) {
      texts.put(text(), text());
    }
    return texts;
  }

  public Optional<String> optional() {
    boolean present = read(in::readBoolean);
    return present ? Optional.of(text()) : Optional.empty();
  }

  public long number() {
    return read(in::readLong);
  }

  public Instant instant() {
    return Instant.ofEpochMilli(number());
  }

  @FunctionalInterface
  private interface Step<T> {
    T run() throws IOException;
  }

  private static <T> T read(Step<T> step) {
    try {
      return step.run();
    } catch (IOException e) {
      throw new CannotOpenException("shorter than its format", e);
    }
  }
}
