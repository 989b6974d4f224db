// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.standalone.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** What the container images start from this module. */
final class ImagesTest {
  private final JavaClasses all =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.tokenbroker");

  @Test
  void theCommandAndTheSampleRunnerOfTheImagesNeedNoKafkaServer() {
    noClasses()
        .that()
        .haveSimpleName("OperatorMain")
        .or()
        .haveSimpleName("SampleRunnerMain")
        .should()
        .transitivelyDependOnClassesThat()
        .resideInAnyPackage("io.tokenbroker.standalone.kafka..", "io.tokenbroker.broker..")
        .check(all);
  }
}
