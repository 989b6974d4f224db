// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.it.hunt;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Searches bytes for many secrets in many forms at once, in one pass: by the first eight bytes of
 * each form. For one thread.
 */
public final class SecretHunt {
  private static final int HEAD = Long.BYTES;

  private final Map<Long, List<Needle>> byHead = new HashMap<>();
  private final BitSet lastTwoOfHead = new BitSet(1 << 16);
  private final Set<Finding> findings = new LinkedHashSet<>();

  private record Needle(String secret, String form, ByteBuffer bytes) {}

  /** Hunts for one more secret, of at least 16 bytes, under a label that may be shown. */
  public void add(String label, byte[] secret) {
    if (secret.length < 16) {
      throw new IllegalArgumentException("too short to be told from chance: " + label);
    }
    SecretForms.of(secret)
        .forEach(
            (form, bytes) -> {
              long head = ByteBuffer.wrap(bytes).getLong();
              byHead
                  .computeIfAbsent(head, missing -> new ArrayList<>())
                  .add(new Needle(label, form, ByteBuffer.wrap(bytes)));
              lastTwoOfHead.set((int) (head & 0xFFFF));
            });
  }

  /** Searches some bytes. */
  public void search(Place place, String file, byte[] bytes) {
    long window = 0;
    for (int i = 0; i < bytes.length; i++) {
      window = (window << 8) | (bytes[i] & 0xFF);
      if (i >= HEAD - 1 && lastTwoOfHead.get((int) (window & 0xFFFF))) {
        int start = i - HEAD + 1;
        byHead.getOrDefault(window, List.of()).stream()
            .filter(needle -> isAt(needle.bytes(), bytes, start))
            .forEach(
                needle -> findings.add(new Finding(place, file, needle.secret(), needle.form())));
      }
    }
  }

  /** Searches a file, or all files of a folder. */
  public void searchFiles(Place place, Path root) {
    try (Stream<Path> all = Files.walk(root)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        search(
            place,
            root.toAbsolutePath().relativize(file.toAbsolutePath()).toString(),
            Files.readAllBytes(file));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("could not search " + root, e);
    }
  }

  /** What was found so far. */
  public List<Finding> findings() {
    return List.copyOf(findings);
  }

  private static boolean isAt(ByteBuffer needle, byte[] bytes, int start) {
    return start + needle.remaining() <= bytes.length
        && ByteBuffer.wrap(bytes, start, needle.remaining()).equals(needle);
  }
}
