// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.process.config.fault;

import io.tokenbroker.registry.RegistryException;
import io.tokenbroker.secrets.KeysetException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Makes the parts of a process's settings and gathers what is wrong with them, so that all is told
 * at once. For one thread.
 */
public final class Assembly {
  private final List<Fault> faults = new ArrayList<>();

  /**
   * Makes a part.
   *
   * @param keys which keys it is made of, for the fault
   * @return empty if it can't be made; then {@link #check} throws
   */
  public <T> Optional<T> part(String keys, Supplier<T> maker) {
    try {
      return Optional.of(maker.get());
    } catch (IllegalArgumentException | KeysetException | RegistryException e) {
      faults.add(new Fault(keys + ": " + e.getMessage()));
      return Optional.empty();
    }
  }

  /**
   * Ends if anything was wrong.
   *
   * @throws ConfigurationException with all of it
   */
  public void check() {
    if (!faults.isEmpty()) {
      throw new ConfigurationException(faults);
    }
  }
}
