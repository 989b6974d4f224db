// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.topology;

import io.tokenbroker.broker.lifecycle.Grant;
import io.tokenbroker.broker.store.GrantStore;
import io.tokenbroker.key.TokenKey;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How many grants of a partition are in which state. After a take-over it walks through the store
 * once, a few grants at each tick, in the order of their keys; every change of a grant that the
 * walk has passed counts at once, and one that it has not reached is met there. So no scrape reads
 * the store, and no take-over waits. Belongs to its stream thread; {@link #count} is for any.
 */
final class GrantCensus {
  private static final int GRANTS_AT_ONCE = 200;

  private final GrantStore grants;
  private final Map<GrantState, AtomicLong> counts = new EnumMap<>(GrantState.class);
  private Optional<String> reached = Optional.empty();
  private volatile boolean complete;

  GrantCensus(GrantStore grants) {
    this.grants = grants;
    for (GrantState state : GrantState.values()) {
      counts.put(state, new AtomicLong());
    }
  }

  /** Goes on counting what was there at the take-over. */
  void goOn() {
    if (complete) {
      return;
    }
    Optional<String> last =
        grants.readOn(
            reached, GRANTS_AT_ONCE, grant -> of(GrantState.stored(grant)).incrementAndGet());
    complete = last.isEmpty();
    reached = last;
  }

  /** A grant has changed. */
  void changed(TokenKey key, Optional<Grant> before, Optional<Grant> next) {
    if (!isCounted(key.toString())) {
      return;
    }
    before.ifPresent(grant -> of(GrantState.of(grant)).decrementAndGet());
    next.ifPresent(grant -> of(GrantState.of(grant)).incrementAndGet());
  }

  long count(GrantState state) {
    return of(state).get();
  }

  private AtomicLong of(GrantState state) {
    return Optional.ofNullable(counts.get(state)).orElseThrow();
  }

  boolean isComplete() {
    return complete;
  }

  /** As the store orders keys: by their bytes. */
  private boolean isCounted(String key) {
    return complete
        || reached.filter(last -> Arrays.compareUnsigned(bytes(key), bytes(last)) <= 0).isPresent();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
