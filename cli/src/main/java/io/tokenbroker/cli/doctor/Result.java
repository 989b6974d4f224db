// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.doctor;

import java.util.Locale;

/**
 * What a check came to.
 *
 * @param check its name
 * @param detail what was found; no secret
 * @param remedy what to do; empty if nothing
 */
public record Result(Level level, String check, String detail, String remedy) {
  /** How bad it is. */
  public enum Level {
    OK,
    /** It was not looked at, because something that it needs is missing or was not asked for. */
    SKIP,
    WARN,
    FAIL;

    /** For people and scripts. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  static Result ok(String check, String detail) {
    return new Result(Level.OK, check, detail, "");
  }

  static Result skip(String check, String detail) {
    return new Result(Level.SKIP, check, detail, "");
  }

  static Result warn(String check, String detail, String remedy) {
    return new Result(Level.WARN, check, detail, remedy);
  }

  static Result fail(String check, String detail, String remedy) {
    return new Result(Level.FAIL, check, detail, remedy);
  }
}
