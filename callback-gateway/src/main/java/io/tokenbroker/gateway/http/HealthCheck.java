// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.http;

/**
 * One thing that was looked at.
 *
 * @param name what was looked at
 * @param ok whether it is well
 * @param needed whether the gateway can't do its work without it
 * @param detail the state in words
 */
public record HealthCheck(String name, boolean ok, boolean needed, String detail) {
  /** Of something without which the gateway can't do its work. */
  public HealthCheck(String name, boolean ok, String detail) {
    this(name, ok, true, detail);
  }
}
