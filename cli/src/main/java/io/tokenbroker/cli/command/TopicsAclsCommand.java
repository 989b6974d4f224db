// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.command;

import io.tokenbroker.cli.acl.Access;
import io.tokenbroker.cli.acl.AclAdmin;
import io.tokenbroker.cli.acl.AclPage;
import io.tokenbroker.cli.acl.AclTable;
import io.tokenbroker.cli.acl.Component;
import io.tokenbroker.cli.acl.Principals;
import io.tokenbroker.cli.cluster.ClusterAdmin;
import io.tokenbroker.cli.cluster.ClusterOptions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.apache.kafka.common.acl.AclBinding;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code tokenbroker topics acls}. */
@Command(
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    name = "acls",
    description = {
      "Print what each component may do in Kafka; give it to principals, or compare.",
      "Without --apply and --verify no cluster is asked. ACLs are added and never removed.",
      "Exit code 1 if --verify finds a difference: an ACL that is missing, or one that the"
          + " principals have beyond the table."
    },
    footer = {
      "",
      "Components: callback-gateway, broker-service, runner, operator-readonly, operator-admin.",
      "--apply takes a principal that may Alter the cluster, --verify one that may Describe it.",
      "",
      "Examples:",
      "  tokenbroker topics acls",
      "  tokenbroker topics acls --component runner --output json",
      "  tokenbroker topics acls --output commands --principal runner=User:CN=runner",
      "  tokenbroker topics acls --apply --command-config admin.properties \\",
      "    --principal callback-gateway=User:gateway --principal broker-service=User:broker",
      "  tokenbroker topics acls --verify --principal runner=User:runner-a"
    })
final class TopicsAclsCommand implements Callable<Integer> {
  /** What --output may be. */
  enum Format {
    table,
    json,
    commands,
    markdown
  }

  private final TopicsCommand topics;
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--component",
      paramLabel = "NAME",
      description = "Only this component; may be given several times.")
  private List<String> components = List.of();

  @Option(
      names = "--principal",
      paramLabel = "COMPONENT=TYPE:NAME",
      description =
          "Who the component is for Kafka; several times, also for one component. For printing,"
              + " User: and the component's name if absent.")
  private List<String> principals = List.of();

  @Option(names = "--apply", description = "Add the ACLs that the principals lack.")
  private boolean apply;

  @Option(names = "--verify", description = "Compare the principals' ACLs with the table.")
  private boolean verify;

  @Option(names = "--dry-run", description = "With --apply: say what would be added.")
  private boolean dryRun;

  @Option(
      names = "--output",
      defaultValue = "table",
      description =
          "${COMPLETION-CANDIDATES} (${DEFAULT-VALUE}). commands: a shell script of kafka-acls.sh,"
              + " whose arguments say where the cluster is.")
  private Format output = Format.table;

  TopicsAclsCommand(TopicsCommand topics) {
    this.topics = topics;
  }

  @Override
  public Integer call() {
    Principals given = Principals.parse(principals);
    requireSense(given);
    List<Access> table = table();
    if (apply) {
      return apply(table, given);
    }
    if (verify) {
      return verify(table, given);
    }
    print(table, given.isEmpty() ? Principals.examples() : given);
    return 0;
  }

  private void requireSense(Principals given) {
    if (apply && verify) {
      throw usage("--apply and --verify are two commands");
    }
    if (dryRun && !apply) {
      throw usage("--dry-run goes with --apply");
    }
    if ((apply || verify) && given.isEmpty()) {
      throw usage("--principal is missing: say who each component is for Kafka");
    }
    if ((apply || verify) && (output == Format.commands || output == Format.markdown)) {
      throw usage("--output is table or json with --apply and --verify");
    }
  }

  private ParameterException usage(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  private List<Access> table() {
    List<Component> chosen = components.stream().map(Component::of).toList();
    return AclTable.of(topics.cluster().topics(), topics.applicationId()).stream()
        .filter(access -> chosen.isEmpty() || chosen.contains(access.component()))
        .toList();
  }

  private int apply(List<Access> table, Principals given) {
    try (ClusterAdmin cluster = cluster()) {
      AclAdmin acls = new AclAdmin(cluster.kafka(), topics.cluster().timeout());
      List<AclBinding> missing = acls.compare(table, given).missing();
      if (!dryRun) {
        acls.add(missing);
      }
      printBindings(Map.of(dryRun ? "would add" : "added", missing));
    }
    return 0;
  }

  private int verify(List<Access> table, Principals given) {
    try (ClusterAdmin cluster = cluster()) {
      AclAdmin acls = new AclAdmin(cluster.kafka(), topics.cluster().timeout());
      AclAdmin.Comparison comparison = acls.compare(table, given);
      Map<String, List<AclBinding>> differences = new LinkedHashMap<>();
      differences.put("missing", comparison.missing());
      differences.put("beyond the table", comparison.beyond());
      printBindings(differences);
      return comparison.isEqual() ? 0 : 1;
    }
  }

  private ClusterAdmin cluster() {
    ClusterOptions options = topics.cluster();
    return new ClusterAdmin(options.kafka(), options.timeout());
  }

  private void printBindings(Map<String, List<AclBinding>> bindings) {
    List<List<String>> rows = new ArrayList<>();
    bindings.forEach(
        (what, some) ->
            some.forEach(
                binding ->
                    rows.add(
                        List.of(
                            what,
                            binding.entry().principal(),
                            binding.entry().operation().name(),
                            binding.pattern().resourceType().name(),
                            binding.pattern().name(),
                            binding.pattern().patternType().name(),
                            binding.entry().permissionType().name()))));
    Printer printer = printer();
    printer.rows(
        List.of("what", "principal", "operation", "resource", "name", "pattern", "permission"),
        rows);
    if (!printer.isJson()) {
      printer.text(rows.isEmpty() ? "all ACLs are there, and no others" : rows.size() + " ACLs");
    }
  }

  private void print(List<Access> table, Principals shown) {
    switch (output) {
      case markdown -> AclPage.markdown(table).lines().forEach(printer()::text);
      case commands -> commands(table, shown);
      case table, json -> rows(table, shown);
    }
  }

  private void commands(List<Access> table, Principals shown) {
    Printer printer = printer();
    printer.text("#!/bin/sh");
    printer.text("# Arguments: --bootstrap-server HOST:PORT --command-config FILE");
    printer.text("set -eu");
    for (Access access : table) {
      Set<String> names = shown.of(access.component());
      if (!names.isEmpty()) {
        printer.text(access.command(names));
      }
    }
  }

  private void rows(List<Access> table, Principals shown) {
    List<List<String>> rows = new ArrayList<>();
    for (Access access : table) {
      for (String principal : shown.of(access.component())) {
        rows.add(
            List.of(
                access.component().word(),
                principal,
                access.resourceWord(),
                access.resource().name(),
                access.patternWord(),
                String.join(",", access.operationWords()),
                access.purpose()));
      }
    }
    printer()
        .rows(
            List.of("component", "principal", "resource", "name", "pattern", "operations", "for"),
            rows);
  }

  private Printer printer() {
    return new Printer(
        spec.commandLine().getOut(),
        output == Format.json ? Printer.Format.json : Printer.Format.table);
  }
}
