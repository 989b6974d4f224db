// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.lifecycle;

import java.time.Instant;
import java.util.Optional;

/** When a grant ends whatever is done, and whether its person was told. */
public sealed interface Ending {
  /** None. */
  static Ending none() {
    return new None();
  }

  /** The known end. */
  Optional<Instant> at();

  /** Nobody knows of an end. */
  record None() implements Ending {
    @Override
    public Optional<Instant> at() {
      return Optional.empty();
    }
  }

  /**
   * The end is known.
   *
   * @param endsAt the end
   * @param announceAt when it is announced
   */
  record Foreseen(Instant endsAt, Instant announceAt) implements Ending {
    @Override
    public Optional<Instant> at() {
      return Optional.of(endsAt);
    }
  }

  /**
   * The end was announced; until then the grant is kept fresh as before.
   *
   * @param endsAt the end
   * @param announcedAt when it was announced
   */
  record Announced(Instant endsAt, Instant announcedAt) implements Ending {
    @Override
    public Optional<Instant> at() {
      return Optional.of(endsAt);
    }
  }
}
