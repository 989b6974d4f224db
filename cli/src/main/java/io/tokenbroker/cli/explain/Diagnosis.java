// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.explain;

import java.util.List;

/**
 * What is to be said about a grant.
 *
 * @param verdict whether runners can use it
 * @param state in one sentence
 * @param findings the most probable cause first
 */
public record Diagnosis(Verdict verdict, String state, List<Finding> findings) {
  public Diagnosis {
    findings = List.copyOf(findings);
  }

  /** Whether the grant works. */
  public enum Verdict {
    /** Runners have a valid token, and it is kept fresh. */
    WORKS("works"),
    /** Runners have a valid token, but it will not be renewed as things stand. */
    WORKS_FOR_NOW("works for now"),
    /** Runners have no valid token. */
    BROKEN("does not work"),
    /** It could not be found out. */
    UNKNOWN("unknown");

    private final String word;

    Verdict(String word) {
      this.word = word;
    }

    /** For people and scripts. */
    public String word() {
      return word;
    }
  }
}
