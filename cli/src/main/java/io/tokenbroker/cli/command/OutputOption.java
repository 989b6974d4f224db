// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.command;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How output is printed: an option of many commands. */
final class OutputOption {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--output",
      defaultValue = "table",
      description = "${COMPLETION-CANDIDATES} (${DEFAULT-VALUE}); json is one object a line.")
  private Printer.Format format = Printer.Format.table;

  Printer printer() {
    return new Printer(spec.commandLine().getOut(), format);
  }
}
