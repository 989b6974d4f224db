// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.demoprovider;

import java.time.Instant;

/**
 * Gives an answer another form before it leaves: what was decided stays decided. Must neither block
 * nor throw.
 */
@FunctionalInterface
public interface Shape {

  /**
   * The answer to send instead.
   *
   * @param now by the provider's clock
   */
  Answer of(Answer answer, Instant now);
}
