// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.key;

import java.util.Comparator;

/**
 * Orders the states of a grant: it only ever grows, over refreshes, revocations, re-authorizations
 * and restarts. Text form {@code generation.sequence}.
 *
 * @param generation grows with every new authorization; at least its epoch milliseconds, so that it
 *     grows over an erasure too; 0 only in {@link #NONE}
 * @param sequence grows with every published change within a generation, from 1
 */
public record TokenVersion(long generation, long sequence) implements Comparable<TokenVersion> {
  /** Older than every real version. */
  public static final TokenVersion NONE = new TokenVersion(0, 0);

  private static final Comparator<TokenVersion> ORDER =
      Comparator.comparingLong(TokenVersion::generation).thenComparingLong(TokenVersion::sequence);

  public TokenVersion {
    if (generation < 0 || sequence < 0) {
      throw new IllegalArgumentException(
          "a version is not negative: " + generation + "." + sequence);
    }
  }

  /** The next version of the same generation. */
  public TokenVersion next() {
    return new TokenVersion(generation, sequence + 1);
  }

  public boolean isNewerThan(TokenVersion other) {
    return compareTo(other) > 0;
  }

  @Override
  public int compareTo(TokenVersion other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return generation + "." + sequence;
  }
}
