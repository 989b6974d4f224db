// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.process.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tokenbroker.process.config.fault.ConfigurationException;
import io.tokenbroker.process.settings.BrokerConfig;
import io.tokenbroker.process.settings.GatewayConfig;
import io.tokenbroker.process.settings.Models;
import io.tokenbroker.secrets.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.AbstractStringAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationReaderTest {
  private static final String REQUIRED =
      """
      tokenbroker:
        bootstrap-servers: kafka:9092
        keysets: /keys
      """;

  @TempDir Path folder = Path.of("");
  private final Map<String, String> environment =
      new HashMap<>(Map.of("TOKENBROKER_KEK", "kek-s3cret"));

  @Test
  void theEnvironmentWinsOverTheFileAndTheFileOverTheDefault() throws IOException {
    environment.put("TOKENBROKER_HTTP_PORT", "1");
    GatewayConfig config =
        read(
            below(
                """
                http:
                  port: 2
                  host: 10.0.0.1
                """));

    assertThat(config.http().port()).isEqualTo(1);
    assertThat(config.http().host()).isEqualTo("10.0.0.1");
    assertThat(config.edge().maxConnections()).isEqualTo(20_000);
    assertThat(config.cluster().kek()).isEqualTo(Secret.of("kek-s3cret"));
  }

  @Test
  void listsDurationsAndChoicesAreReadFromBoth() throws IOException {
    environment.put("TOKENBROKER_TRUSTED_PROXIES", "10.0.0.0/8, fd00::/8");
    GatewayConfig config =
        read(
            below(
                """
                http:
                  hosts: [gateway, "gateway:8080"]
                access-log: on
                link.binding: allowed
                outcome-wait: PT3S
                """));

    assertThat(config.edge().trustedProxies()).contains(List.of("10.0.0.0/8", "fd00::/8"));
    assertThat(config.http().hosts()).contains(List.of("gateway", "gateway:8080"));
    assertThat(config.edge().accessLog()).hasToString("ON");
    assertThat(config.link().binding()).hasToString("ALLOWED");
    assertThat(config.edge().outcomeWait()).isEqualTo(Duration.ofSeconds(3));
  }

  @Test
  void anUnknownKeyIsRefusedWithItsLineAndWhatWasProbablyMeant() {
    assertRefused(
            below(
                """
                http:
                  prot: 8080
                """))
        .isEqualTo(
            "tokenbroker.http.prot (TOKENBROKER_HTTP_PROT), from "
                + file()
                + ":5: unknown, no process has such a key; did you mean tokenbroker.http.port?");
  }

  @Test
  void anUnknownVariableIsRefusedWithWhatWasProbablyMeant() {
    environment.put("TOKENBROKER_HTP_PORT", "8080");

    assertRefused(REQUIRED)
        .isEqualTo(
            "TOKENBROKER_HTP_PORT, from the environment: unknown, no process has such a setting;"
                + " did you mean TOKENBROKER_HTTP_PORT?");
  }

  @Test
  void aKeyOutsideOfOursIsRefusedWithItsPlace() {
    assertRefused(REQUIRED + "http:\n  port: 1\n")
        .contains(":5: http.port: unknown key", "tokenbroker.http.port");
  }

  @Test
  void whatAnotherProcessHasOrIsNoConfigurationIsPassedOver() throws IOException {
    environment.putAll(
        Map.of(
            "TOKENBROKER_STATE_DIR", "/state",
            "TOKENBROKER_JAVA_OPTS", "-Xmx1g",
            "TOKENBROKER_CONFIG", "x",
            "TOKENBROKER_GATEWAY_SERVICE_HOST", "10.0.0.1",
            "TOKENBROKER_GATEWAY_SERVICE_PORT_HTTP", "8080",
            "TOKENBROKER_GATEWAY_PORT", "tcp://10.0.0.1:8080",
            "TOKENBROKER_GATEWAY_PORT_8080_TCP_ADDR", "10.0.0.1"));

    assertThat(read(REQUIRED + "  provider:\n    places: 7\n").http().port()).isEqualTo(8080);
  }

  @Test
  void allFaultsAreToldAtOnceEachWithKeyVariableAndPlace() {
    environment.put("TOKENBROKER_MAX_CONNECTIONS", "0");
    environment.put("TOKENBROKER_LOGIN_SHARED", "all");
    assertRefused(
            """
            tokenbroker:
              bootstrap-servers: kafka:9092
              http:
                port: eighty
              outcome-wait: PT31S
              link:
                lifetime: 10
            """)
        .startsWith("6 settings are not right:")
        .contains(
            "TOKENBROKER_KEYSETS is not set (tokenbroker.keysets in a file)",
            "tokenbroker.http.port (TOKENBROKER_HTTP_PORT), from "
                + file()
                + ":4: must be a whole number, 0 to 65535, not eighty",
            "tokenbroker.max-connections (TOKENBROKER_MAX_CONNECTIONS), from the environment: must"
                + " be a whole number, 1 to 1000000, not 0",
            "must be hidden|seen|managed, not all",
            ":5: must be a duration (ISO 8601, such as PT10S), PT0.001S to PT30S, not PT31S",
            ":7: must be a duration");
  }

  @Test
  void aSecretComesFromAFileWhoseNameMayStandAnywhere() throws IOException {
    environment.clear();
    Files.writeString(folder.resolve("kek"), " from-file\n");
    Files.writeString(folder.resolve("other"), "from-other");

    assertThat(read(REQUIRED + "  kek-file: " + folder.resolve("kek") + "\n").cluster().kek())
        .isEqualTo(Secret.of("from-file"));
    environment.put("TOKENBROKER_KEK_FILE", folder.resolve("other").toString());
    assertThat(read(REQUIRED + "  kek-file: /nowhere\n").cluster().kek())
        .isEqualTo(Secret.of("from-other"));
    environment.put("TOKENBROKER_KEK", "twice-s3cret");
    assertRefused(REQUIRED).contains("twice, as a value and as a file");
  }

  @Test
  void aSecretInTheConfigurationFileIsRefusedAndNotShown() {
    environment.clear();
    assertRefused(REQUIRED + "  kek: s3cret\n  kafka:\n    ssl.key.password: s3cret\n")
        .startsWith("2 settings")
        .contains(
            ":4: a secret does not belong here",
            "into tokenbroker.kek-file",
            "into tokenbroker.kafka.ssl.key.password.file");
  }

  @Test
  void aFileThatCanNotBeReadIsNamedWithItsKey() {
    environment.put("TOKENBROKER_LOGIN_CLIENT_SECRET_FILE", "/nowhere");
    environment.put("TOKENBROKER_KAFKA_SSL_KEY_PASSWORD_FILE", "/none");

    assertRefused(REQUIRED)
        .contains(
            "tokenbroker.login.client-secret-file (TOKENBROKER_LOGIN_CLIENT_SECRET_FILE), from the"
                + " environment: could not read /nowhere: there is no such file",
            "TOKENBROKER_KAFKA_SSL_KEY_PASSWORD_FILE",
            "could not read /none");
  }

  @Test
  void anythingOfKafkasIsPassedOnAsItIs() throws IOException {
    Path jaas = Files.writeString(folder.resolve("jaas"), "Module required password=\"${p}\";\n");
    environment.putAll(
        Map.of(
            "TOKENBROKER_KAFKA_SASL_MECHANISM", "PLAIN",
            "TOKENBROKER_KAFKA_SSL_ENDPOINT_IDENTIFICATION_ALGORITHM", "",
            "TOKENBROKER_KAFKA_SASL_OAUTHBEARER_ASSERTION_FILE", "/run/assertion"));

    assertThat(
            read(below(
                    """
                    kafka:
                      security.protocol: SASL_SSL
                      sasl:
                        mechanism: SCRAM-SHA-512
                        jaas.config.file: %s
                    """
                        .formatted(jaas)))
                .cluster()
                .kafka())
        .isEqualTo(
            Map.of(
                "security.protocol", "SASL_SSL",
                "sasl.mechanism", "PLAIN",
                "sasl.jaas.config", "Module required password=\"${p}\";",
                "ssl.endpoint.identification.algorithm", "",
                "sasl.oauthbearer.assertion.file", "/run/assertion"));
  }

  @Test
  void keysThatGoTogetherAreAskedFor() {
    environment.put("TOKENBROKER_TLS_CERTIFICATE", "/tls.crt");
    environment.put("TOKENBROKER_JWT_ISSUER", "https://id.example");
    environment.put("TOKENBROKER_LOGIN_ISSUER", "https://id.example");
    environment.put("TOKENBROKER_LOGIN_TENANT", "acme");
    environment.put("TOKENBROKER_LOGIN_TENANT_CLAIM", "org");
    environment.put("TOKENBROKER_SCHEMA_REGISTRY_AUTO_REGISTER", "true");
    environment.put("TOKENBROKER_SCHEMA_REGISTRY_USER", "me");

    assertRefused(REQUIRED)
        .contains(
            "TOKENBROKER_TLS_KEY is not set",
            "TOKENBROKER_PUBLIC_URL is not set",
            "TOKENBROKER_JWT_AUDIENCE is not set",
            "tokenbroker.jwt.issuer (TOKENBROKER_JWT_ISSUER), from the environment needs exactly"
                + " one of tokenbroker.jwt.tenant (TOKENBROKER_JWT_TENANT) and",
            "none is set",
            "TOKENBROKER_LOGIN_CLIENT_ID is not set",
            "both are set",
            "TOKENBROKER_SCHEMA_REGISTRY_URL is not set",
            "TOKENBROKER_SCHEMA_REGISTRY_PASSWORD_FILE is not set");
  }

  @Test
  void aFileThatIsNoYamlIsRefusedWithItsLineAndWithoutItsText() {
    assertRefused("tokenbroker:\n  kek: [s3cret\n").contains(file() + ":", "this is no YAML");
    assertRefused("- s3cret\n").contains(file() + ":1: the file holds no keys");
    assertRefused(REQUIRED + "  keysets: /other\n").contains("stands in line 3 already");
    assertRefused(REQUIRED + "  http:\n    host:\n").contains(":5: has no value");
    assertThatExceptionOfType(ConfigurationException.class)
        .isThrownBy(() -> reader().read(Optional.of(folder.resolve("none")), environment))
        .withMessageContaining("could not read the configuration file " + folder.resolve("none"));
  }

  @Test
  void aSecretThatIsNoGoodIsNotShown() {
    environment.put("TOKENBROKER_PUBLIC_URL", "https://u:s3cret@bad host");

    assertRefused(REQUIRED).contains("TOKENBROKER_PUBLIC_URL", "must be a URL");
  }

  @Test
  void whatIsInForceIsShownWithItsSourceAndWithoutSecrets() throws IOException {
    Files.writeString(file(), REQUIRED + "  call-timeout: PT6S\n");
    environment.putAll(
        Map.of(
            "TOKENBROKER_STATE_DIR", "/state",
            "TOKENBROKER_PROVIDER_PROXY", "http://u:s3cret@proxy:1",
            "TOKENBROKER_KAFKA_SSL_KEY_PASSWORD", "s3cret",
            "TOKENBROKER_KAFKA_MY_OWN_SECRET", "s3cret",
            "TOKENBROKER_TRACING_ENDPOINT", "http://u:s3cret@collector:4318/",
            "TOKENBROKER_KAFKA_CLIENT_ID", "me"));
    Configuration<BrokerConfig> configuration =
        new ConfigurationReader<>(BrokerConfig.class, Models.all())
            .read(Optional.of(file()), environment);

    assertThat(configuration.described().lines().map(line -> line.replaceAll(" +#", " #")))
        .contains(
            "tokenbroker.call-timeout: PT6S # " + file() + ":4",
            "tokenbroker.state-dir: /state # the environment",
            "tokenbroker.provider.proxy: *** # the environment",
            "tokenbroker.kek: *** # the environment",
            "tokenbroker.kafka.ssl.key.password: *** # the environment",
            "tokenbroker.kafka.my.own.secret: *** # the environment",
            "tokenbroker.kafka.client.id: me # the environment",
            "tokenbroker.tracing.endpoint: http://***@collector:4318/ # the environment",
            "tokenbroker.stream-threads: 1 # default",
            "tokenbroker.application-id: # not set: the topics' prefix, then `broker`");
    assertThat(configuration.described() + configuration).doesNotContain("s3cret");
  }

  @Test
  @Timeout(60)
  void aFileThatGrowsWithoutEndByItsAliasesIsRefused() {
    StringBuilder bomb = new StringBuilder("bomb: &a0 [x, x, x, x, x, x, x, x, x]\n");
    for (int level = 1; level <= 16; level++) {
      bomb.append(
          "b%d: &a%d {x: *a%d, y: *a%d, z: *a%d}\n"
              .formatted(level, level, level - 1, level - 1, level - 1));
    }

    assertRefused(REQUIRED + bomb).contains("the file has more than 10000 values");
  }

  @Test
  void aSecretWhereAFilesNameIsWantedIsNotShown() {
    environment.put("TOKENBROKER_LOGIN_CLIENT_SECRET_FILE", "s3cret");

    assertRefused(REQUIRED)
        .contains("TOKENBROKER_LOGIN_CLIENT_SECRET_FILE", "could not read the file that it names");
  }

  @Test
  void noPartOfAPasswordInAUrlAndNoKeyOfOneClientIsShown() throws IOException {
    Files.writeString(file(), REQUIRED);
    environment.putAll(
        Map.of(
            "TOKENBROKER_STATE_DIR", "/state",
            "TOKENBROKER_KAFKA_SASL_OAUTHBEARER_TOKEN_ENDPOINT_URL", "https://u:a@s3cret/@idp/",
            "TOKENBROKER_KAFKA_MAIN_CONSUMER_SSL_KEYSTORE_KEY", "s3cret"));

    assertThat(
            new ConfigurationReader<>(BrokerConfig.class, Models.all())
                .read(Optional.of(file()), environment)
                .described())
        .contains("token.endpoint.url: https://***@idp/")
        .doesNotContain("s3cret");
  }

  @Test
  void whereAFileWithASecretIsWantedTheSecretItselfIsNotShown() throws IOException {
    Files.writeString(file(), REQUIRED);
    environment.putAll(
        Map.of(
            "TOKENBROKER_STATE_DIR", "/state",
            "TOKENBROKER_SCHEMA_REGISTRY_URL", "https://registry.example",
            "TOKENBROKER_SCHEMA_REGISTRY_TOKEN_FILE", "s3cret",
            "TOKENBROKER_PROVIDER_TRUST_FILE", "/etc/own.pem"));

    assertThat(
            new ConfigurationReader<>(BrokerConfig.class, Models.all())
                .read(Optional.of(file()), environment)
                .described())
        .contains("token-file: ***", "trust-file: /etc/own.pem")
        .doesNotContain("s3cret");
  }

  @Test
  @Timeout(60)
  void aConfigurationFileThatIsNoPlainTextIsRefusedWithTheReason() throws Exception {
    byte[] latin = "tokenbroker: {keysets: /schl\u00fcssel}".getBytes(StandardCharsets.ISO_8859_1);
    Path inLatin = Files.write(folder.resolve("latin.yaml"), latin);
    Path pipe = folder.resolve("pipe.yaml");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();

    assertThat(refusalOf(folder)).contains(folder + ": it is a folder");
    assertThat(refusalOf(inLatin)).contains(inLatin + ": it is not UTF-8");
    assertThat(refusalOf(pipe)).contains(pipe + ": it is no regular file");
    assertThat(refusalOf(folder.resolve("none"))).contains("there is no such file");
    environment.put("TOKENBROKER_LOGIN_CLIENT_SECRET_FILE", pipe.toString());
    assertRefused(REQUIRED).contains(pipe + ": it is no regular file");
  }

  private String refusalOf(Path configuration) {
    return String.valueOf(
        catchThrowableOfType(
                ConfigurationException.class,
                () -> reader().read(Optional.of(configuration), environment))
            .getMessage());
  }

  private static String below(String keys) {
    return REQUIRED + keys.indent(2);
  }

  private Path file() {
    return folder.resolve("gateway.yaml");
  }

  private static ConfigurationReader<GatewayConfig> reader() {
    return new ConfigurationReader<>(GatewayConfig.class, Models.all());
  }

  private GatewayConfig read(String yaml) throws IOException {
    Files.writeString(file(), yaml);
    return reader().read(Optional.of(file()), environment).values();
  }

  private AbstractStringAssert<?> assertRefused(String yaml) {
    ConfigurationException refused =
        catchThrowableOfType(ConfigurationException.class, () -> read(yaml));
    return assertThat(refused.getMessage()).doesNotContain("s3cret");
  }
}
