// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.process.management;

import java.util.Optional;

/**
 * One thing that was looked at.
 *
 * @param name what was looked at; no part of it is anybody's secret
 * @param ok whether it is well
 * @param needed whether the process can't do its work without it
 * @param detail the state in words
 */
public record Check(String name, boolean ok, boolean needed, String detail) {
  /** Of something without which the process can't do its work. */
  public static Check needed(String name, Optional<String> trouble) {
    return new Check(name, trouble.isEmpty(), true, trouble.orElse("ok"));
  }
}
