// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.command;

import java.io.PrintWriter;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tokenbroker completion}. */
@Command(
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    name = "completion",
    description = "Print a script that completes this command's words in a shell.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:printed", "2:wrong usage"},
    footer = {
      "",
      "Examples:",
      "  source <(tokenbroker completion bash)",
      "  tokenbroker completion zsh > ~/.tokenbroker-completion; source ~/.tokenbroker-completion"
    })
public final class CompletionCommand implements Runnable {
  /** The shells. */
  enum Shell {
    bash,
    zsh
  }

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "SHELL", description = "${COMPLETION-CANDIDATES}.")
  private Shell shell = Shell.bash;

  @Override
  public void run() {
    PrintWriter out = spec.commandLine().getOut();
    if (shell == Shell.zsh) {
      // The script itself is for bash; zsh takes it once its own completion is there.
      out.println("autoload -U +X compinit && compinit");
    }
    out.print(AutoComplete.bash("tokenbroker", spec.root().commandLine()));
    out.flush();
  }
}
