// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.seal;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Fields one after the other, after a version byte: the plaintext of tickets and cookies. Texts are
 * at most 65,535 bytes long; see {@link DataOutputStream#writeUTF}.
 */
public final class FieldWriter {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
  private final DataOutputStream out = new DataOutputStream(bytes);

  public FieldWriter(byte version) {
    write(() -> out.writeByte(version));
  }

  public void text(String text) {
    write(() -> out.writeUTF(text));
  }

  public void texts(List<String> texts) {
    write(() -> out.writeShort(texts.size()));
    texts.forEach(this::text);
  }

  public void map(Map<String, String> texts) {
    write(() -> out.writeShort(texts.size()));
    texts.forEach(
        (name, value) -> {
          text(name);
          text(value);
        });
  }

  public void optional(Optional<String> text) {
    write(() -> out.writeBoolean(text.isPresent()));
    text.ifPresent(this::text);
  }

  public void number(long number) {
    write(() -> out.writeLong(number));
  }

  public void instant(Instant instant) {
    number(instant.toEpochMilli());
  }

  public byte[] bytes() {
    return bytes.toByteArray();
  }

  @FunctionalInterface
  private interface Step {
    void run() throws IOException;
  }

  private static void write(Step step) {
    try {
      step.run();
    } catch (IOException e) {
      throw new UncheckedIOException("could not write to memory", e);
    }
  }
}
