// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.command;

import io.tokenbroker.cli.cluster.ClusterOptions;
import io.tokenbroker.cli.grant.GrantLogs;
import io.tokenbroker.cli.grant.GrantSelector;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which grants are meant, and where the broker keeps them: options of several commands. */
final class SelectionOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec = CommandSpec.create();

  @Option(names = "--tenant", paramLabel = "T", description = "Grants of this tenant.")
  private Optional<String> tenant = Optional.empty();

  @Option(
      names = "--connector",
      paramLabel = "C",
      description = "Only those of this connector of the tenant.")
  private Optional<String> connector = Optional.empty();

  @Option(
      names = "--user",
      paramLabel = "U",
      description = "Only personal grants of this user of the tenant.")
  private Optional<String> user = Optional.empty();

  @Option(
      names = "--application-id",
      paramLabel = "ID",
      description =
          "The broker's application id, which its changelog topics are called after (the prefix,"
              + " then 'broker').")
  private Optional<String> applicationId = Optional.empty();

  /** The grants that are meant, if any option says so. */
  Optional<GrantSelector> selector() {
    if (tenant.isEmpty() && (connector.isPresent() || user.isPresent())) {
      throw new ParameterException(
          spec.commandLine(), "--connector and --user go with --tenant: names are a tenant's own");
    }
    try {
      return tenant.map(name -> new GrantSelector(name, connector, user));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()));
    }
  }

  GrantLogs logs(ClusterOptions cluster) {
    return GrantLogs.of(cluster.topics(), applicationId(cluster));
  }

  String applicationId(ClusterOptions cluster) {
    return applicationId.orElseGet(() -> cluster.topics().applicationId());
  }
}
