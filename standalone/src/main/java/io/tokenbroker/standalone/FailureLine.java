// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.standalone;

/** What a person is told when a command fails: one line, no stack trace. */
public final class FailureLine {
  private FailureLine() {}

  /** Our own exceptions speak for themselves; of others the class is part of what happened. */
  public static String of(Throwable failure) {
    boolean ours = failure.getClass().getName().startsWith("io.tokenbroker.");
    String text = ours ? String.valueOf(failure.getMessage()) : failure.toString();
    return text.replaceAll("\\s*\\R\\s*", "; ");
  }
}
