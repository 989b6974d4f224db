// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.command;

import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.UsageMessageSpec;

/** The exit codes of commands that say nothing of their own. */
public final class ExitCodes {
  private static final Map<String, String> USUAL = new LinkedHashMap<>();

  static {
    USUAL.put("0", "done");
    USUAL.put("1", "failed, or something is not as it was asked for: the output says what");
    USUAL.put("2", "wrong usage");
  }

  private ExitCodes() {}

  /** Puts them into the help of a command and of all below it. */
  public static void describe(CommandLine line) {
    UsageMessageSpec usage = line.getCommandSpec().usageMessage();
    if (usage.exitCodeList().isEmpty()) {
      usage.exitCodeListHeading("%nExit codes:%n");
      usage.exitCodeList(USUAL);
    }
    line.getSubcommands().values().forEach(ExitCodes::describe);
  }
}
