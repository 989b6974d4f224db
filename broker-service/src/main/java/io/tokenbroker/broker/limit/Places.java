// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.limit;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How many calls are out, in all and to each provider. The last places are for calls that somebody
 * waits for. A provider without a call takes no memory. Thread-safe.
 */
public final class Places {
  private final int inAll;
  private final int reservedInAll;
  private final int each;
  private final int reservedEach;
  private final Map<String, Integer> taken = new HashMap<>();
  private int takenInAll;

  /** Why there is no place. */
  public enum Full {
    PROVIDER,
    ALL
  }

  /**
   * @param inAll calls that may be out, at least 2
   * @param reservedInAll of these, for calls that somebody waits for
   * @param each calls that may be out to one provider: never more than half of all
   * @param reservedEach of these, for calls that somebody waits for
   */
  public Places(int inAll, int reservedInAll, int each, int reservedEach) {
    this.inAll = inAll;
    this.reservedInAll = reservedInAll;
    this.each = Math.min(each, inAll / 2);
    this.reservedEach = Math.min(reservedEach, this.each - 1);
  }

  /** Takes a place; if there is none, says which are full. */
  public synchronized Optional<Full> take(String provider, boolean somebodyWaits) {
    int ofProvider = taken.getOrDefault(provider, 0);
    if (ofProvider >= (somebodyWaits ? each : each - reservedEach)) {
      return Optional.of(Full.PROVIDER);
    }
    if (takenInAll >= (somebodyWaits ? inAll : inAll - reservedInAll)) {
      return Optional.of(Full.ALL);
    }
    taken.put(provider, ofProvider + 1);
    takenInAll++;
    return Optional.empty();
  }

  /** Gives a place back. */
  public synchronized void giveBack(String provider) {
    taken.computeIfPresent(provider, (name, count) -> count > 1 ? count - 1 : null);
    takenInAll--;
  }

  /** How many providers have a call out. */
  public synchronized int providers() {
    return taken.size();
  }
}
