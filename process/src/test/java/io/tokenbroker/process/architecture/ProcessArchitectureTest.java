// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.process.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.tokenbroker.process.settings.SharedSettings;
import io.tokenbroker.secrets.SecretAccess;

@AnalyzeClasses(packages = "io.tokenbroker.process", importOptions = DoNotIncludeTests.class)
class ProcessArchitectureTest {
  @ArchTest
  static final ArchRule processesAreNotKnownHere =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.tokenbroker.gateway..",
              "io.tokenbroker.broker..",
              "io.tokenbroker.executor..",
              "io.tokenbroker.cli..",
              "org.apache.kafka.streams..");

  @ArchTest
  static final ArchRule howConfigurationIsReadDoesNotDependOnWhatThereIs =
      noClasses()
          .that()
          .resideInAPackage("io.tokenbroker.process.config..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.tokenbroker.process.settings..");

  @ArchTest
  static final ArchRule onlyTheConfigurationKnowsTheLibrariesThatReadIt =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              "io.tokenbroker.process.config..", "io.tokenbroker.process.settings..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.smallrye.config..", "org.yaml.snakeyaml..");

  @ArchTest
  static final ArchRule thePackagesHaveNoCycle =
      slices().matching("io.tokenbroker.process.(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule noClassIsNamedAfterNothing =
      noClasses().should().haveNameMatching(".*(Utils?|Helper|Manager|Impl)");

  /** Whoever joins this list reads secrets: a reviewer's matter. */
  @ArchTest
  static final ArchRule secretsAreReadWhereTheKeyIsOpenedOnly =
      noClasses()
          .that()
          .areNotAssignableFrom(SharedSettings.class)
          .should()
          .callMethod(SecretAccess.class, "get");
}
