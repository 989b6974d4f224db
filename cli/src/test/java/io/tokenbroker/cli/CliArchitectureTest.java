// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.tokenbroker.secrets.SecretAccess;

@AnalyzeClasses(packages = "io.tokenbroker.cli", importOptions = DoNotIncludeTests.class)
class CliArchitectureTest {
  @ArchTest
  static final ArchRule thePackagesHaveNoCycle =
      slices().matching("io.tokenbroker.cli.(*)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule whatIsDoneKnowsNoCommandLine =
      noClasses()
          .that()
          .resideInAnyPackage(
              "io.tokenbroker.cli.connector..",
              "io.tokenbroker.cli.provider..",
              "io.tokenbroker.cli.yaml..",
              "io.tokenbroker.cli.grant..",
              "io.tokenbroker.cli.explain..",
              "io.tokenbroker.cli.evidence..",
              "io.tokenbroker.cli.doctor..",
              "io.tokenbroker.cli.letter..",
              "io.tokenbroker.cli.erasure..",
              "io.tokenbroker.cli.importing..",
              "io.tokenbroker.cli.control..",
              "io.tokenbroker.cli.migrate..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.tokenbroker.cli.command..", "picocli..");

  @ArchTest
  static final ArchRule operatorsMeetGatewayAndBrokerInKafkaOnly =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.tokenbroker.gateway..",
              "io.tokenbroker.broker..",
              "io.tokenbroker.executor..",
              "org.apache.kafka.streams..");

  @ArchTest
  static final ArchRule whyAGrantDoesNotWorkIsThoughtOutWithoutKafka =
      noClasses()
          .that()
          .resideInAPackage("io.tokenbroker.cli.explain..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.kafka..", "io.tokenbroker.cli.cluster..", "java.net..");

  @ArchTest
  static final ArchRule theCommandReadsNoSecret =
      noClasses().should().callMethod(SecretAccess.class, "get");

  @ArchTest
  static final ArchRule noClassIsNamedAfterNothing =
      noClasses().should().haveNameMatching(".*(Utils?|Helper|Manager|Impl)");
}
