// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.acl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tokenbroker.cli.cluster.CliException;
import io.tokenbroker.topic.Topic;
import io.tokenbroker.topic.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AclTableTest {
  private final Topics topics = Topics.defaults();
  private final List<Access> table = AclTable.of(topics, topics.applicationId());

  @Test
  void nobodyMayDeleteOrChangeAcls() {
    assertThat(table)
        .flatExtracting(Access::operations)
        .doesNotContain(AclOperation.DELETE, AclOperation.ALTER, AclOperation.ALL);
    assertThat(table)
        .extracting(access -> access.resource().resourceType())
        .doesNotContain(ResourceType.CLUSTER);
  }

  @Test
  void onlyTheBrokerReadsAndWritesProviderTopicsAndOnlyItWritesTokens() {
    assertThat(who(Topic.PROVIDER_REQUESTS, AclOperation.WRITE))
        .containsExactly(Component.BROKER_SERVICE);
    assertThat(who(Topic.PROVIDER_RESULTS, AclOperation.WRITE))
        .containsExactly(Component.BROKER_SERVICE);
    assertThat(who(Topic.TOKEN_EVENTS, AclOperation.WRITE))
        .containsExactly(Component.BROKER_SERVICE);
    assertThat(who(Topic.PROVIDER_RESULTS, AclOperation.READ))
        .containsExactlyInAnyOrder(Component.BROKER_SERVICE, Component.OPERATOR_ADMIN);
  }

  @Test
  void aRunnerMayTouchTwoTopics() {
    assertThat(table)
        .filteredOn(access -> access.component() == Component.RUNNER)
        .extracting(access -> access.resource().name() + " " + access.operationWords())
        .containsExactly("tokenbroker.token-events [Read]", "tokenbroker.refresh-requests [Write]");
  }

  @Test
  void theReadOnlyOperatorChangesNothing() {
    assertThat(table)
        .filteredOn(access -> access.component() == Component.OPERATOR_READONLY)
        .flatExtracting(Access::operations)
        .containsOnly(AclOperation.READ, AclOperation.DESCRIBE, AclOperation.DESCRIBE_CONFIGS);
  }

  @Test
  void everyTopicIsWrittenByAComponentAndReadByOne() {
    for (Topic topic : Topic.values()) {
      assertThat(who(topic, AclOperation.WRITE)).as(topic.baseName()).isNotEmpty();
      assertThat(who(topic, AclOperation.READ)).as(topic.baseName()).isNotEmpty();
    }
  }

  @Test
  void noTopicOfTheCatalogueIsTakenForAnInternalOne() {
    assertThat(table)
        .filteredOn(access -> access.resource().patternType() == PatternType.PREFIXED)
        .extracting(access -> access.resource().name())
        .allSatisfy(
            prefix ->
                assertThat(Arrays.stream(Topic.values()).map(topics::name))
                    .noneMatch(name -> name.startsWith(prefix)));
  }

  @Test
  void aCommandForKafkasOwnToolQuotesWhatAShellWouldRead() {
    Access tokens =
        table.stream()
            .filter(access -> access.component() == Component.RUNNER)
            .findFirst()
            .orElseThrow();

    assertThat(tokens.command(List.of("User:CN=runner,O='x' & co")))
        .isEqualTo(
            "kafka-acls.sh \"$@\" --add --allow-principal 'User:CN=runner,O='\\''x'\\'' & co'"
                + " --operation Read --topic 'tokenbroker.token-events'");
  }

  @Test
  void principalsKeepWhatStandsBehindTheFirstSign() {
    Principals principals =
        Principals.parse(List.of("runner=User:CN=a,O=b", "runner=User:b", "broker-service=User:c"));

    assertThat(principals.of(Component.RUNNER)).containsExactly("User:CN=a,O=b", "User:b");
    assertThat(principals.all()).containsExactly("User:CN=a,O=b", "User:b", "User:c");
  }

  @ParameterizedTest
  @ValueSource(strings = {"runner", "runner=ann", "runner=User:", "runner=User:*", "nobody=User:a"})
  void aPrincipalThatIsNoneIsRefused(String text) {
    assertThatExceptionOfType(CliException.class).isThrownBy(() -> Principals.parse(List.of(text)));
  }

  @Test
  void theTableInTheDocumentsIsThisOne() throws IOException {
    String page = Files.readString(Path.of("../docs/kafka.md"));

    assertThat(page)
        .as("docs/kafka.md: put in what 'tokenbroker topics acls --output markdown' prints")
        .contains("\n\n" + AclPage.markdown(table) + "\n");
  }

  private Set<Component> who(Topic topic, AclOperation operation) {
    return table.stream()
        .filter(access -> access.resource().name().equals(topics.name(topic)))
        .filter(access -> access.operations().contains(operation))
        .map(Access::component)
        .collect(Collectors.toCollection(() -> EnumSet.noneOf(Component.class)));
  }
}
