// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.command;

/** Who runs the command, as audit records name them. */
final class Operator {
  private static final int MAX_LENGTH = 64;

  private Operator() {}

  static String name() {
    String name = "operator:" + System.getProperty("user.name", "unknown");
    return name.substring(0, Math.min(name.length(), MAX_LENGTH));
  }
}
