// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.command;

import io.tokenbroker.cli.cluster.Pace;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How fast a bulk command goes: each of its commands may be a call to a provider. */
final class RateOption {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "10",
      description =
          "At most so many a second, 1 to 1000 (${DEFAULT-VALUE}): providers limit their clients.")
  private int perSecond = 10;

  /** Starts now. */
  Pace pace() {
    try {
      return new Pace(perSecond);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "--rate: " + e.getMessage());
    }
  }
}
