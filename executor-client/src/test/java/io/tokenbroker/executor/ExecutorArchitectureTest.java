// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.executor;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.tokenbroker.secrets.SecretAccess;

@AnalyzeClasses(packages = "io.tokenbroker.executor", importOptions = DoNotIncludeTests.class)
class ExecutorArchitectureTest {
  @ArchTest
  static final ArchRule runnersMeetGatewayAndBrokerInKafkaOnly =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideOutsideOfPackages(
              "io.tokenbroker.executor..",
              "io.tokenbroker.key..",
              "io.tokenbroker.event..",
              "io.tokenbroker.topic..",
              "io.tokenbroker.wire..",
              "io.tokenbroker.secrets..",
              "io.tokenbroker.dpop..",
              "io.tokenbroker.follow..",
              "io.tokenbroker.trace..",
              "org.apache.kafka.clients..",
              "org.apache.kafka.common..",
              "org.apache.avro..",
              "io.opentelemetry.api..",
              "io.opentelemetry.context..",
              "com.github.benmanes.caffeine..",
              "org.slf4j..",
              "org.jspecify..",
              "java..");

  @ArchTest
  static final ArchRule theClientItselfReadsNoSecret =
      noClasses().should().callMethod(SecretAccess.class, "get");

  @ArchTest
  static final ArchRule noClassIsNamedAfterNothing =
      noClasses().should().haveNameMatching(".*(Utils?|Helper|Manager|Impl)");
}
