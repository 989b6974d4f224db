// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.doctor;

import java.util.List;

/**
 * One check, which may have several results.
 *
 * @param needs the check without which this one tells nothing; empty if it needs none
 */
public record Check(String name, String needs, Question question) {
  /** Looks. What it throws is a failure of the check. */
  @FunctionalInterface
  public interface Question {
    List<Result> look() throws Exception;
  }

  static Check of(String name, Question question) {
    return new Check(name, "", question);
  }

  /** A check that is skipped where another has failed. */
  static Check after(String needs, String name, Question question) {
    return new Check(name, needs, question);
  }
}
