// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.benchmarks.measure;

import java.util.Arrays;

/** The middle of a number of timings: on a noisy machine the mean says little. */
public final class Median {
  private Median() {}

  /** In milliseconds, of timings in nanoseconds; at least one. */
  public static double millis(long[] nanos) {
    long[] sorted = nanos.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2] / 1e6;
  }
}
