// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.executor;

/**
 * How the client is, with the reason. A degraded client still answers from memory.
 *
 * @param level how bad it is
 * @param reason for an operator to read; {@code ok} if nothing is wrong
 */
public record Health(Level level, String reason) {
  /** Levels, from good to bad. */
  public enum Level {
    /** All tokens are here, and changes arrive. */
    OK,
    /** The tokens that exist are still being read. */
    STARTING,
    /** Changes do not arrive, or not all tokens are here. */
    DEGRADED
  }

  static Health ok() {
    return new Health(Level.OK, "ok");
  }

  static Health starting(String reason) {
    return new Health(Level.STARTING, reason);
  }

  static Health degraded(String reason) {
    return new Health(Level.DEGRADED, reason);
  }
}
