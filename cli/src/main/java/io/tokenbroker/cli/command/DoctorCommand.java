// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.command;

import io.tokenbroker.cli.acl.Component;
import io.tokenbroker.cli.cluster.ClusterOptions;
import io.tokenbroker.cli.doctor.Check;
import io.tokenbroker.cli.doctor.ClusterChecks;
import io.tokenbroker.cli.doctor.DeploymentChecks;
import io.tokenbroker.cli.doctor.Doctor;
import io.tokenbroker.cli.doctor.MachineChecks;
import io.tokenbroker.cli.doctor.Result;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tokenbroker doctor}. */
@Command(
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    name = "doctor",
    description = {
      "Check everything that a deployment needs, from the machine that this runs on, and say what"
          + " to do: settings, Kafka, topics, rights, schema registry, keysets, broker, clocks,"
          + " gateway, connectors, providers.",
      "Nothing is changed. Each check ends within --timeout."
    },
    exitCodeListHeading = "%nExit codes, as monitoring systems know them:%n",
    exitCodeList = {"0:all is well", "1:there are warnings", "2:something failed, or wrong usage"},
    footer = {
      "",
      "Examples:",
      "  tokenbroker doctor --bootstrap-server kafka-1:9092 --gateway https://connect.example.com",
      "  TOKENBROKER_KEK_FILE=/etc/tokenbroker/kek tokenbroker doctor --keys /etc/tokenbroker/keys",
      "  tokenbroker doctor --providers --output json"
    })
public final class DoctorCommand implements Callable<Integer> {
  private static final Duration SLACK = Duration.ofSeconds(5);
  private static final int WARNINGS = 1;
  private static final int FAILURES = 2;

  private final Map<String, String> environment;
  private final ClusterOptions cluster;

  @Mixin private OutputOption output = new OutputOption();

  @Option(
      names = "--keys",
      paramLabel = "DIR",
      defaultValue = "${env:TOKENBROKER_KEYSETS:-}",
      description = "Folder with this machine's keysets (env TOKENBROKER_KEYSETS).")
  private String keys = "";

  @Option(
      names = "--gateway",
      paramLabel = "URL",
      description = "Also ask a gateway whether it is ready.")
  private Optional<URI> gateway = Optional.empty();

  @Option(
      names = "--providers",
      description = "Also connect to the providers' token endpoints: name, port, TLS.")
  private boolean providers;

  @Option(
      names = "--as",
      paramLabel = "COMPONENT",
      defaultValue = "operator-admin",
      description =
          "Whose rights in Kafka this principal should have: callback-gateway, broker-service,"
              + " runner, operator-readonly or operator-admin (${DEFAULT-VALUE}).")
  private String component = Component.OPERATOR_ADMIN.word();

  @Option(
      names = "--application-id",
      paramLabel = "ID",
      description = "The broker's application id (the prefix, then 'broker').")
  private Optional<String> applicationId = Optional.empty();

  public DoctorCommand(Map<String, String> environment, ClusterOptions cluster) {
    this.environment = environment;
    this.cluster = cluster;
  }

  @Override
  public Integer call() {
    Optional<Path> folder = Optional.of(keys).filter(text -> !text.isBlank()).map(Path::of);
    List<Check> checks = new ArrayList<>(new MachineChecks(environment, cluster, folder).all());
    checks.addAll(
        new ClusterChecks(
                cluster,
                applicationId.orElseGet(() -> cluster.topics().applicationId()),
                Component.of(component))
            .all());
    checks.addAll(
        new DeploymentChecks(environment, cluster, Operator.name(), folder, gateway, providers)
            .all());
    Printer printer = output.printer();
    Printer.RowStream rows =
        printer.stream(
            List.of(
                new Printer.Column("result", 6),
                new Printer.Column("check", 15),
                new Printer.Column("detail", 0),
                new Printer.Column("remedy", 0)));
    Result.Level worst =
        new Doctor(cluster.timeout().plus(SLACK))
            .run(checks, result -> print(printer, rows, result));
    return switch (worst) {
      case OK, SKIP -> 0;
      case WARN -> WARNINGS;
      case FAIL -> FAILURES;
    };
  }

  private static void print(Printer printer, Printer.RowStream rows, Result result) {
    String level = result.level().word();
    if (printer.isJson() || result.remedy().isEmpty()) {
      rows.row(List.of(level, result.check(), result.detail(), result.remedy()));
    } else {
      rows.row(List.of(level, result.check(), result.detail(), ""));
      rows.row(List.of("", "", "do: " + result.remedy(), ""));
    }
  }
}
