// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.process.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenbroker.process.config.key.ConfigKey;
import io.tokenbroker.process.config.key.ConfigKey.Shape;
import io.tokenbroker.process.config.key.ConfigModel;
import io.tokenbroker.process.config.key.TypedText;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ModelsTest {
  static Stream<ConfigModel> models() {
    return Models.all().stream().map(ConfigModel::of);
  }

  @ParameterizedTest
  @MethodSource("models")
  void everyKeyHasAMeaningAndSaysWhatHoldsWhereItIsNotSet(ConfigModel model) {
    for (ConfigKey key : model.keys()) {
      long ways =
          Stream.of(
                  key.required(),
                  key.defaultText().isPresent(),
                  !key.meaning().otherwise().isBlank())
              .filter(way -> way)
              .count();

      assertThat(key.meaning().value()).as(key.name()).isNotBlank().doesNotEndWith(".");
      assertThat(ways).as(key.name() + ": required, default or otherwise").isEqualTo(1);
    }
  }

  @ParameterizedTest
  @MethodSource("models")
  void everyDefaultAndExampleIsAValue(ConfigModel model) {
    for (ConfigKey key : model.keys()) {
      assertThat(key.expected()).isNotBlank();
      key.defaultText().ifPresent(text -> assertThat(key.faultOf(text)).as(key.name()).isEmpty());
      if (!key.meaning().example().isEmpty()) {
        assertThat(key.faultOf(key.meaning().example())).as(key.name()).isEmpty();
      }
      if (!key.meaning().range().isEmpty()) {
        assertThat(key.meaning().range().split("\\.\\."))
            .hasSize(2)
            .allSatisfy(
                end -> assertThat(TypedText.parse(key.type(), end)).isInstanceOf(Comparable.class));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("models")
  void everyKeyThatIsNeededIsThere(ConfigModel model) {
    List<String> names = model.keys().stream().map(ConfigKey::name).toList();

    assertThat(
            model.keys().stream()
                .flatMap(key -> Arrays.stream(key.meaning().needs()))
                .flatMap(needed -> Arrays.stream(needed.split("\\|", -1))))
        .allSatisfy(needed -> assertThat(names).contains(needed));
  }

  @Test
  void noVariableSetsTwoKeys() {
    models()
        .forEach(
            model ->
                assertThat(model.names().stream().map(ConfigKey::variable))
                    .doesNotHaveDuplicates());
  }

  /** They are in people's deployments: none of these may ever go. */
  @Test
  void everyVariableThatWasEverDocumentedIsUnderstood() {
    assertThat(variables(List.of(GatewayConfig.class)))
        .containsAll(named(SHARED).toList())
        .containsAll(named(GATEWAY).toList());
    assertThat(variables(List.of(BrokerConfig.class)))
        .containsAll(named(SHARED).toList())
        .containsAll(named(BROKER).toList());
    assertThat(variables(List.of(CommandConfig.class)))
        .containsAll(named(SHARED).filter(name -> name.contains("SCHEMA_REGISTRY")).toList());
  }

  @Test
  void onlyTheKafkaSettingsAreAMap() {
    assertThat(
            models()
                .flatMap(model -> model.keys().stream())
                .filter(key -> key.shape() == Shape.MAP)
                .map(ConfigKey::name))
        .containsOnly("kafka");
  }

  private static List<String> variables(Collection<Class<?>> types) {
    return types.stream()
        .flatMap(type -> ConfigModel.of(type).names().stream())
        .map(ConfigKey::variable)
        .toList();
  }

  private static Stream<String> named(String names) {
    return names.lines().map(name -> "TOKENBROKER_" + name);
  }

  private static final String SHARED =
      """
      BOOTSTRAP_SERVERS
      TOPIC_PREFIX
      PARTITIONS
      REPLICATION
      KEYSETS
      KEK
      KEK_FILE
      SCHEMA_REGISTRY_URL
      SCHEMA_REGISTRY_USER
      SCHEMA_REGISTRY_PASSWORD_FILE
      SCHEMA_REGISTRY_TOKEN_FILE
      SCHEMA_REGISTRY_TRUST
      SCHEMA_REGISTRY_TRUST_PASSWORD_FILE
      SCHEMA_REGISTRY_KEY
      SCHEMA_REGISTRY_KEY_PASSWORD_FILE
      SCHEMA_REGISTRY_AUTO_REGISTER
      """;
  private static final String GATEWAY =
      """
      API_KEYS
      HTTP_HOST
      HTTP_PORT
      PUBLIC_URL
      TLS_CERTIFICATE
      TLS_KEY
      HTTP_HOSTS
      TRUSTED_PROXIES
      MAX_CONNECTIONS
      ACCESS_LOG
      LIMIT_START_PER_ADDRESS
      LIMIT_START_PER_TENANT
      LIMIT_START_PER_USER
      LIMIT_CALLBACK_PER_ADDRESS
      LIMIT_CALLBACK_PER_TENANT
      LIMIT_CALLBACK_PER_USER
      LIMIT_DISCONNECT_PER_ADDRESS
      LIMIT_DISCONNECT_PER_TENANT
      LIMIT_DISCONNECT_PER_USER
      LIMIT_DESCRIBE_PER_ADDRESS
      LIMIT_DESCRIBE_PER_TENANT
      LIMIT_DESCRIBE_PER_USER
      LIMIT_FAILURES_PER_ADDRESS
      LIMIT_PENDING_PER_TENANT
      LIMIT_PENDING
      OUTCOME_WAIT
      LINK_LIFETIME
      LINK_BINDING
      JWT_ISSUER
      JWT_AUDIENCE
      JWT_TENANT
      JWT_TENANT_CLAIM
      JWT_JWKS_URL
      JWT_ALGORITHMS
      JWT_USER_CLAIM
      JWT_SCOPE_CLAIM
      JWT_SCOPE_PREFIX
      LOGIN_ISSUER
      LOGIN_CLIENT_ID
      LOGIN_CLIENT_SECRET_FILE
      LOGIN_SCOPES
      LOGIN_TENANT
      LOGIN_TENANT_CLAIM
      LOGIN_USER_CLAIM
      LOGIN_NAME_CLAIM
      LOGIN_SHARED
      LOGIN_SHARED_CLAIM
      LOGIN_SHARED_SEEN_BY
      LOGIN_SHARED_MANAGED_BY
      LOGIN_SESSION
      LINK_SESSION
      """;
  private static final String BROKER =
      """
      STATE_DIR
      APPLICATION_ID
      STREAM_THREADS
      STANDBY_REPLICAS
      CALL_TIMEOUT
      COMMIT_INTERVAL
      ALLOWED_NETWORKS
      PROVIDER_PROXY
      PROVIDER_PROXY_EXCEPT
      PROVIDER_TRUST_FILE
      PROVIDER_PLACES
      PROVIDER_PLACES_EACH
      CIRCUIT_FAILURES
      """;
}
