// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.importing;

import io.tokenbroker.key.TokenKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;

/** The lines of an import file, each checked. Not thread-safe. */
final class GrantLines implements Iterator<GrantLines.Checked>, AutoCloseable {
  private final LineFile lines;
  private final ImportRules rules;
  private final Map<KeyDigest, Integer> lineOfKey = new HashMap<>();

  GrantLines(Path file, ImportRules rules) {
    this.lines = new LineFile(file);
    this.rules = rules;
  }

  /**
   * A line.
   *
   * @param key its grant's key; empty where it can't be read
   * @param grant its grant; empty where something is wrong
   * @param problem what is wrong
   */
  record Checked(int number, String key, Optional<ImportedGrant> grant, String problem) {}

  /** Stands for a key where a million of them are remembered. */
  private record KeyDigest(long first, long second) {
    static KeyDigest of(TokenKey key) {
      try {
        ByteBuffer digest =
            ByteBuffer.wrap(
                MessageDigest.getInstance("SHA-256")
                    .digest(key.toString().getBytes(StandardCharsets.UTF_8)));
        return new KeyDigest(digest.getLong(), digest.getLong());
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("this Java has no SHA-256", e);
      }
    }
  }

  @Override
  public boolean hasNext() {
    return lines.hasNext();
  }

  @Override
  public Checked next() {
    LineFile.Line line = lines.next();
    if (line.text().isEmpty()) {
      return new Checked(line.number(), "", Optional.empty(), line.problem());
    }
    ImportedGrant grant;
    try {
      grant = GrantLine.read(line.text().get());
    } catch (LineFault e) {
      return new Checked(line.number(), "", Optional.empty(), e.text());
    }
    String key = grant.key().toString();
    try {
      checkUnique(grant.key(), line.number());
      rules.check(grant);
      return new Checked(line.number(), key, Optional.of(grant), "");
    } catch (LineFault e) {
      return new Checked(line.number(), key, Optional.empty(), e.text());
    }
  }

  /** Tells apart two readings of the whole file between which it was changed. */
  String fingerprint() {
    return lines.fingerprint();
  }

  @Override
  public void close() {
    lines.close();
  }

  private void checkUnique(TokenKey key, int number) {
    Optional.ofNullable(lineOfKey.putIfAbsent(KeyDigest.of(key), number))
        .ifPresent(
            first -> {
              throw new LineFault("has the same key as line " + first);
            });
  }
}
