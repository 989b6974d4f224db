// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.process.suggestion;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** What somebody probably meant who wrote a word that means nothing. */
public final class Suggestion {
  private Suggestion() {}

  /** {@code "; did you mean ...?"}, or nothing where no known word is near. */
  public static String among(String word, Collection<String> known) {
    return closest(word, known).map(best -> "; did you mean " + best + "?").orElse("");
  }

  /** The known word that is nearest to another; empty where none is near. */
  public static Optional<String> closest(String word, Collection<String> known) {
    return known.stream()
        .min(
            Comparator.<String>comparingInt(candidate -> distance(word, candidate))
                .thenComparing(Comparator.naturalOrder()))
        .filter(best -> distance(word, best) <= Math.max(2, best.length() / 3));
  }

  /** Levenshtein's distance, without regard to case. */
  private static int distance(String one, String other) {
    int[] row = new int[other.length() + 1];
    Arrays.setAll(row, i -> i);
    for (int i = 1; i <= one.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= other.length(); j++) {
        boolean same =
            Character.toLowerCase(one.charAt(i - 1)) == Character.toLowerCase(other.charAt(j - 1));
        int substitute = diagonal + (same ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(substitute, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[other.length()];
  }
}
