// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.tokenbroker.dpop.ProofKey;
import io.tokenbroker.secrets.Sealer;
import io.tokenbroker.secrets.SecretAccess;

@AnalyzeClasses(packages = "io.tokenbroker", importOptions = DoNotIncludeTests.class)
class SchemasArchitectureTest {
  private static final String KEY = "io.tokenbroker.key..";
  private static final String SECRETS = "io.tokenbroker.secrets..";
  private static final String EVENT = "io.tokenbroker.event..";
  private static final String TOPIC = "io.tokenbroker.topic..";
  private static final String WIRE = "io.tokenbroker.wire..";
  private static final String DPOP = "io.tokenbroker.dpop..";
  private static final String REGISTRY = "io.tokenbroker.registry..";
  private static final String FOLLOW = "io.tokenbroker.follow..";

  @ArchTest
  static final ArchRule keysDependOnNothing =
      noClasses()
          .that()
          .resideInAPackage(KEY)
          .should()
          .dependOnClassesThat()
          .resideOutsideOfPackages(KEY, "java..", "org.jspecify..");

  @ArchTest
  static final ArchRule secretsDependOnKeysTinkAndACacheOnly =
      noClasses()
          .that()
          .resideInAPackage(SECRETS)
          .should()
          .dependOnClassesThat()
          .resideOutsideOfPackages(
              SECRETS,
              KEY,
              "com.google.crypto.tink..",
              "com.github.benmanes.caffeine..",
              "java..",
              "javax.crypto..",
              "org.jspecify..");

  @ArchTest
  static final ArchRule eventsKnowNothingOfOurs =
      noClasses()
          .that()
          .resideInAPackage(EVENT)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(KEY, SECRETS, TOPIC, WIRE, FOLLOW);

  @ArchTest
  static final ArchRule topicsKnowEventsAndKeysOnly =
      noClasses()
          .that()
          .resideInAPackage(TOPIC)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(SECRETS, WIRE, FOLLOW);

  @ArchTest
  static final ArchRule theWireFormatKnowsNoSecrets =
      noClasses()
          .that()
          .resideInAPackage(WIRE)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(SECRETS, FOLLOW, REGISTRY);

  @ArchTest
  static final ArchRule theRegistryKnowsNoSecrets =
      noClasses()
          .that()
          .resideInAPackage(REGISTRY)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(SECRETS, FOLLOW);

  @ArchTest
  static final ArchRule followingKnowsKafkaAndTheNamesOfTopicsOnly =
      noClasses()
          .that()
          .resideInAPackage(FOLLOW)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(KEY, SECRETS, EVENT, WIRE, REGISTRY);

  @ArchTest
  static final ArchRule proofKeysKnowSecretsOnly =
      noClasses()
          .that()
          .resideInAPackage(DPOP)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(KEY, EVENT, TOPIC, WIRE, FOLLOW);

  @ArchTest
  static final ArchRule noClassIsNamedAfterNothing =
      noClasses().should().haveNameMatching(".*(Utils?|Helper|Manager|Impl)");

  /** Whoever joins this list reads secrets: a reviewer's matter. */
  @ArchTest
  static final ArchRule secretsAreReadBySealersAndSignersOnly =
      noClasses()
          .that()
          .areNotAssignableFrom(Sealer.class)
          .and()
          .areNotAssignableFrom(ProofKey.class)
          .should()
          .callMethod(SecretAccess.class, "get");
}
