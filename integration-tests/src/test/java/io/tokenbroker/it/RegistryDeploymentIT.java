// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tokenbroker.demoprovider.DemoProviderSettings;
import io.tokenbroker.executor.AccessToken;
import io.tokenbroker.it.registry.ApicurioRegistry;
import io.tokenbroker.it.registry.ConfluentReader;
import io.tokenbroker.it.registry.PublicTopics;
import io.tokenbroker.it.system.DemoSystem;
import io.tokenbroker.it.system.OperatorCommand;
import io.tokenbroker.key.TokenKey;
import io.tokenbroker.registry.RegistrySettings;
import io.tokenbroker.topic.Topic;
import io.tokenbroker.topic.Topics;
import io.tokenbroker.wire.EventCodec;
import io.tokenbroker.wire.FingerprintSchemaIds;
import io.tokenbroker.wire.MalformedRecordException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** The whole system with a schema registry. */
final class RegistryDeploymentIT {
  @Test
  void everythingWorksWithARegistryOthersReadTheRecordsAndItsLossStopsNothing(
      @TempDir(cleanup = CleanupMode.ON_SUCCESS) Path folder) throws InterruptedException {
    TokenKey key = TokenKey.personal(DemoSystem.TENANT, "demo", "u-1");
    try (ApicurioRegistry registry = ApicurioRegistry.start(folder)) {
      register(registry);
      try (DemoSystem demo =
          DemoSystem.start(
              folder,
              DemoProviderSettings.defaults(),
              List.of(UnaryOperator.identity()),
              Optional.of(RegistrySettings.of(List.of(registry.url()))))) {
        demo.system().startBroker("one");
        AccessToken first = demo.connect(key);
        AccessToken second = demo.replaceRejected(first);

        List<ConsumerRecord<byte[], byte[]>> written = written(demo);
        assertThat(typesOf(written, new ConfluentReader(registry.url())))
            .contains(
                "ConnectorDefined",
                "AuthorizationStarted",
                "AuthorizationCodeReceived",
                "ProviderRequest",
                "CallStarted",
                "CallSucceeded",
                "AuthorizationSucceeded",
                "TokenRefreshed",
                "RefreshToken",
                "AuditRecord");
        EventCodec withoutRegistry = new EventCodec(new FingerprintSchemaIds());
        assertThat(written)
            .allSatisfy(
                record ->
                    assertThatExceptionOfType(MalformedRecordException.class)
                        .isThrownBy(() -> withoutRegistry.decode(record.value()))
                        .withMessageContaining("TOKENBROKER_SCHEMA_REGISTRY_URL"));
        assertThat(demo.system().events().byKey(Topic.DEAD_LETTERS)).isEmpty();

        registry.kill();

        AccessToken third = demo.replaceRejected(second);
        assertThat(third.version()).isEqualTo(second.version().next());
        assertThat(operator(registry).run("connectors", "list").err())
            .contains("the schema ids are not known");
      }
    }
  }

  private static void register(ApicurioRegistry registry) {
    OperatorCommand.Ended ended = operator(registry).run("schemas", "register");
    assertThat(ended.exitCode()).as(ended.err()).isZero();
  }

  private static OperatorCommand operator(ApicurioRegistry registry) {
    return new OperatorCommand(
        List.of("--timeout", "2"),
        Map.of("TOKENBROKER_SCHEMA_REGISTRY_URL", registry.url().toString()));
  }

  /** What stands in the topics with a value, dead letters aside. */
  private static List<ConsumerRecord<byte[], byte[]>> written(DemoSystem demo) {
    Topics topics = Topics.defaults();
    Set<String> names = Arrays.stream(Topic.values()).map(topics::name).collect(Collectors.toSet());
    return demo.system().events().everything().stream()
        .filter(record -> names.contains(record.topic()) && record.value() != null)
        .toList();
  }

  private static Set<String> typesOf(
      List<ConsumerRecord<byte[], byte[]>> records, ConfluentReader reader) {
    return PublicTopics.types(Topics.defaults(), records, reader).values().stream()
        .flatMap(Set::stream)
        .collect(Collectors.toSet());
  }
}
