// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
    packages = "io.tokenbroker.gateway",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  final ArchRule theGatewayKnowsNeitherBrokerNorExecutorsNorStreams =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.apache.kafka.streams..", "io.tokenbroker.broker..", "io.tokenbroker.executor..");

  @ArchTest
  final ArchRule onlyThePackageKafkaTouchesKafka =
      noClasses()
          .that()
          .resideOutsideOfPackage("..gateway.kafka..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.apache.kafka..");

  @ArchTest
  final ArchRule theGatewayCallsNobodyButThoseWhoSayWhoSomebodyIs =
      noClasses()
          .that()
          .resideOutsideOfPackage("..gateway.issuer..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("java.net.http..", "io.vertx.ext.web.client..")
          .orShould()
          .dependOnClassesThat()
          .haveFullyQualifiedName("io.vertx.core.http.HttpClient");

  @ArchTest
  final ArchRule repliesAndConnectorsKnowNoTransport =
      noClasses()
          .that()
          .resideInAnyPackage("..gateway.reply..", "..gateway.connector..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.kafka..", "io.vertx..");

  @ArchTest
  final ArchRule onlyTheKeysetLoaderPicksKeysets =
      noClasses()
          .that()
          .doNotHaveSimpleName("GatewayKeys")
          .should()
          .dependOnClassesThat()
          .haveSimpleName("KeysetName");

  @ArchTest
  final ArchRule packagesHaveNoCycles =
      slices().matching("io.tokenbroker.gateway.(*)..").should().beFreeOfCycles();
}
