// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.provider;

/**
 * A text that can be looked at a bounded number of times: a regular expression that backtracks
 * without end comes to one here (CWE-1333). For one use by one thread.
 */
final class SteppedText implements CharSequence {
  private static final int MAX_STEPS = 100_000;

  private final String text;
  private int steps;

  /** The expression takes too long. */
  static final class TooManySteps extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  SteppedText(String text) {
    this.text = text;
  }

  @Override
  public char charAt(int index) {
    steps++;
    if (steps > MAX_STEPS) {
      throw new TooManySteps();
    }
    return text.charAt(index);
  }

  @Override
  public int length() {
    return text.length();
  }

  @Override
  public CharSequence subSequence(int start, int end) {
    return text.substring(start, end);
  }

  @Override
  public String toString() {
    return text;
  }
}
