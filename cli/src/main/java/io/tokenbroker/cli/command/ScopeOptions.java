// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.command;

import io.tokenbroker.key.ConnectorId;
import io.tokenbroker.key.PauseScope;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Whose provider calls are meant. */
final class ScopeOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec = CommandSpec.create();

  @Option(names = "--all", description = "All calls to providers.")
  private boolean all;

  @Option(names = "--tenant", paramLabel = "T", description = "Those of a tenant's connectors.")
  private Optional<String> tenant = Optional.empty();

  @Option(
      names = "--connector",
      paramLabel = "TENANT/NAME",
      description = "Those of one connector.")
  private Optional<String> connector = Optional.empty();

  /** The one that was said. */
  PauseScope scope() {
    try {
      List<PauseScope> said =
          Stream.of(
                  all
                      ? Optional.<PauseScope>of(new PauseScope.All())
                      : Optional.<PauseScope>empty(),
                  tenant.<PauseScope>map(PauseScope.OfTenant::new),
                  connector.<PauseScope>map(
                      text -> new PauseScope.OfConnector(ConnectorId.parse(text))))
              .flatMap(Optional::stream)
              .toList();
      if (said.size() != 1) {
        throw new ParameterException(
            spec.commandLine(), "give one of --all, --tenant and --connector");
      }
      return said.get(0);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()));
    }
  }
}
