// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.process.metrics;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Bounds how many values a label may have: those that come first are told, all further ones are
 * {@link #OTHER}. For values that are ours or an operator's; what a stranger can choose needs a
 * fixed set instead. Thread-safe.
 */
public final class LabelValues {
  /** Stands for all that are not told. */
  public static final String OTHER = "other";

  private final int max;
  private final Set<String> known = ConcurrentHashMap.newKeySet();

  public LabelValues(int max) {
    this.max = max;
  }

  /** The value, or {@link #OTHER}. */
  public String of(String value) {
    if (known.contains(value)) {
      return value;
    }
    synchronized (known) {
      if (known.size() >= max) {
        return OTHER;
      }
      known.add(value);
      return value;
    }
  }
}
