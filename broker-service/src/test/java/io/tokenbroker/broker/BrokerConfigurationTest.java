// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tokenbroker.broker.network.AllowedNetworks;
import io.tokenbroker.broker.network.ProviderNetwork;
import io.tokenbroker.broker.network.ProviderProxy;
import io.tokenbroker.broker.pause.StartPaused;
import io.tokenbroker.broker.provider.ProviderCallerSettings;
import io.tokenbroker.broker.provider.ProviderLimits;
import io.tokenbroker.process.config.fault.ConfigurationException;
import io.tokenbroker.secrets.KeyEncryptionKey;
import io.tokenbroker.secrets.KeysetFolder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BrokerConfigurationTest {
  private final Map<String, String> environment = new HashMap<>();

  @BeforeEach
  void fillInWhatIsRequired(@TempDir Path folder) {
    Path kek = folder.resolve("kek");
    KeyEncryptionKey.createFile(kek);
    environment.put("TOKENBROKER_BOOTSTRAP_SERVERS", "127.0.0.1:1");
    environment.put("TOKENBROKER_KEYSETS", folder.resolve("keys").toString());
    environment.put("TOKENBROKER_KEK_FILE", kek.toString());
    environment.put("TOKENBROKER_STATE_DIR", folder.toString());
  }

  @Test
  void providersAreCalledByTheDefaultsIfNothingElseIsSaid() {
    BrokerSettings settings = settings(environment);

    assertThat(settings.caller()).isEqualTo(ProviderCallerSettings.defaults());
  }

  @ParameterizedTest
  @CsvSource({",RESTORED", "never,NEVER", "restored,RESTORED", "always,ALWAYS"})
  void aCopyStartsPausedIfNothingElseIsSaid(@Nullable String said, StartPaused read) {
    if (said != null) {
      environment.put("TOKENBROKER_PROVIDER_START_PAUSED", said);
    }

    assertThat(settings(environment).startPaused()).isEqualTo(read);
  }

  @Test
  void everySettingOfTheWayToProvidersIsRead() {
    environment.put("TOKENBROKER_ALLOWED_NETWORKS", "10.1.0.0/16,loopback");
    environment.put("TOKENBROKER_PROVIDER_PROXY", "http://us:s3cret@proxy.example:3128");
    environment.put("TOKENBROKER_PROVIDER_PROXY_EXCEPT", ".example.org");
    environment.put("TOKENBROKER_PROVIDER_TRUST_FILE", "/etc/own.pem");
    environment.put("TOKENBROKER_PROVIDER_PLACES", "100");
    environment.put("TOKENBROKER_PROVIDER_PLACES_EACH", "20");
    environment.put("TOKENBROKER_CIRCUIT_FAILURES", "3");

    BrokerSettings settings = settings(environment);

    ProviderNetwork network = settings.caller().network();
    assertThat(network.allowed()).isEqualTo(AllowedNetworks.parse("10.1.0.0/16,loopback"));
    assertThat(network.proxy())
        .contains(
            ProviderProxy.parse("http://us:s3cret@proxy.example:3128").withExcept(".example.org"));
    assertThat(network.trustFile()).contains(Path.of("/etc/own.pem"));
    assertThat(settings.caller().limits()).isEqualTo(ProviderLimits.of(100, 20, 3));
    assertThat(settings.toString()).doesNotContain("s3cret");
  }

  @ParameterizedTest
  @CsvSource({
    "ALLOWED_NETWORKS, 10.0.0.0/99",
    "PROVIDER_PROXY, http://us:s3cret@proxy.example",
    "PROVIDER_PLACES, many"
  })
  void anErrorNamesTheVariableAndNoSecret(String name, String value) {
    environment.put("TOKENBROKER_" + name, value);

    assertThatThrownBy(() -> settings(environment))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("TOKENBROKER_" + name)
        .hasMessageNotContaining("s3cret");
  }

  @ParameterizedTest
  @CsvSource({"PROVIDER_PLACES, 1", "PROVIDER_PLACES_EACH, 0", "CIRCUIT_FAILURES, 0"})
  void whatIsOutsideItsRangeIsRefused(String name, String value) {
    environment.put("TOKENBROKER_" + name, value);

    assertThatThrownBy(() -> settings(environment)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aCheckOpensTheFilesAndNamesEachThatIsNoGood(@TempDir Path folder) throws IOException {
    Path trust = Files.writeString(folder.resolve("trust.pem"), "no certificate");
    environment.put("TOKENBROKER_PROVIDER_TRUST_FILE", trust.toString());
    environment.put("TOKENBROKER_SCHEMA_REGISTRY_URL", "https://registry.example");
    environment.put("TOKENBROKER_SCHEMA_REGISTRY_TOKEN_FILE", folder.resolve("token").toString());
    Path keysets = Path.of(environment.getOrDefault("TOKENBROKER_KEYSETS", ""));
    KeysetFolder.create(
        keysets,
        KeyEncryptionKey.fromFile(Path.of(environment.getOrDefault("TOKENBROKER_KEK_FILE", ""))));
    Path damaged = Files.writeString(keysets.resolve("broker.keyset.json"), "{}");

    assertThatThrownBy(this::check)
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("TOKENBROKER_KEYSETS")
        .hasMessageContaining(damaged.toString())
        .hasMessageContaining("TOKENBROKER_PROVIDER_TRUST_FILE")
        .hasMessageContaining(trust.toString())
        .hasMessageContaining(folder.resolve("token").toString());
  }

  @Test
  void aCheckOfWhatIsThereSaysWhatIsInForce() {
    KeysetFolder.create(
        Path.of(environment.getOrDefault("TOKENBROKER_KEYSETS", "")),
        KeyEncryptionKey.fromFile(Path.of(environment.getOrDefault("TOKENBROKER_KEK_FILE", ""))));

    assertThat(check()).contains("tokenbroker.keysets: ");
  }

  private String check() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertThat(
            BrokerConfiguration.PROCESS.configure(
                List.of("--check-config"),
                environment,
                new PrintStream(out, true, StandardCharsets.UTF_8)))
        .isEmpty();
    return out.toString(StandardCharsets.UTF_8);
  }

  private static BrokerSettings settings(Map<String, String> environment) {
    return BrokerConfiguration.PROCESS
        .configure(List.of(), environment, System.out)
        .orElseThrow()
        .settings();
  }
}
