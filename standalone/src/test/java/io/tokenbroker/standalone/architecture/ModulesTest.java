// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.standalone.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Clock;
import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class ModulesTest {
  private static final String GATEWAY = "io.tokenbroker.gateway..";
  private static final String BROKER = "io.tokenbroker.broker..";
  private static final String EXECUTOR = "io.tokenbroker.executor..";
  private static final String LIFECYCLE = "io.tokenbroker.broker.lifecycle..";

  /** Read once, for that takes seconds. */
  private static final JavaClasses ALL =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.tokenbroker");

  @Test
  void everyModuleIsOnTheClassPathOfThisTest() {
    Set<String> rooms =
        ALL.stream()
            .map(type -> type.getPackageName().split("\\."))
            .filter(parts -> parts.length > 2)
            .map(parts -> parts[2])
            .collect(Collectors.toSet());

    assertThat(rooms)
        .contains("topic", "gateway", "broker", "executor", "cli", "demoprovider", "standalone");
  }

  @Test
  void gatewayBrokerAndExecutorMeetInKafkaOnly() {
    noClasses()
        .that()
        .resideInAPackage(GATEWAY)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(BROKER, EXECUTOR)
        .check(ALL);
    noClasses()
        .that()
        .resideInAPackage(BROKER)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(GATEWAY, EXECUTOR)
        .check(ALL);
    noClasses()
        .that()
        .resideInAPackage(EXECUTOR)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(GATEWAY, BROKER)
        .check(ALL);
  }

  @Test
  void theContractKnowsNoneOfItsUsers() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "io.tokenbroker.key..",
            "io.tokenbroker.topic..",
            "io.tokenbroker.wire..",
            "io.tokenbroker.secrets..",
            "io.tokenbroker.control..",
            "io.tokenbroker.follow..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            GATEWAY, BROKER, EXECUTOR, "io.tokenbroker.cli..", "io.tokenbroker.standalone..")
        .check(ALL);
  }

  @Test
  void theLifecycleCoreKnowsNoFramework() {
    classes()
        .that()
        .resideInAPackage(LIFECYCLE)
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "java..",
            "org.jspecify..",
            "io.tokenbroker.key..",
            "io.tokenbroker.secrets..",
            LIFECYCLE)
        .check(ALL);
  }

  @Test
  void theLifecycleCoreIsToldTheTime() {
    noClasses()
        .that()
        .resideInAPackage(LIFECYCLE)
        .should()
        .dependOnClassesThat()
        .areAssignableTo(Clock.class)
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(Instant.class, "now")
        .orShould()
        .callMethod(Instant.class, "now", Clock.class)
        .check(ALL);
  }

  @Test
  void everyPackageSaysWhatItIsFor() {
    Set<String> withoutWord =
        ALL.stream()
            .map(JavaClass::getPackageName)
            .filter(name -> !isGenerated(name))
            .collect(Collectors.toCollection(TreeSet::new));

    ALL.stream()
        .filter(type -> type.getSimpleName().equals("package-info"))
        .map(JavaClass::getPackageName)
        .forEach(withoutWord::remove);

    assertThat(withoutWord).isEmpty();
  }

  @Test
  void noClassIsNamedAfterNothing() {
    noClasses()
        .should()
        .haveSimpleNameEndingWith("Utils")
        .orShould()
        .haveSimpleNameEndingWith("Util")
        .orShould()
        .haveSimpleNameEndingWith("Helper")
        .orShould()
        .haveSimpleNameEndingWith("Manager")
        .orShould()
        .haveSimpleNameEndingWith("Impl")
        .check(ALL);
  }

  /** Avro's classes: what they are for stands in the schemas. */
  private boolean isGenerated(String packageName) {
    return ALL.stream()
        .filter(type -> type.getPackageName().equals(packageName))
        .allMatch(
            type ->
                type.isAnnotatedWith("org.apache.avro.specific.AvroGenerated")
                    || type.getEnclosingClass()
                        .filter(
                            outer ->
                                outer.isAnnotatedWith("org.apache.avro.specific.AvroGenerated"))
                        .isPresent());
  }
}
