// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tokenbroker.gateway.access.ApiKeyFile;
import io.tokenbroker.gateway.access.ApiScope;
import io.tokenbroker.gateway.access.JwtSettings;
import io.tokenbroker.gateway.flow.FlowSettings;
import io.tokenbroker.gateway.http.HttpSettings;
import io.tokenbroker.gateway.http.ListenException;
import io.tokenbroker.gateway.limit.LimitSettings;
import io.tokenbroker.gateway.session.LoginSettings;
import io.tokenbroker.gateway.session.Session.SharedGrants;
import io.tokenbroker.gateway.session.SessionSettings;
import io.tokenbroker.process.config.fault.ConfigurationException;
import io.tokenbroker.secrets.KeyEncryptionKey;
import io.tokenbroker.secrets.KeysetFolder;
import io.tokenbroker.secrets.Secret;
import io.tokenbroker.topic.Topics;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GatewayTest {
  @TempDir Path folder = Path.of("");
  private final Map<String, String> environment = new HashMap<>();

  @BeforeEach
  void makeFiles() throws IOException {
    KeysetFolder.create(folder.resolve("keys"), KeyEncryptionKey.createFile(folder.resolve("kek")));
    assertThat(
            new ApiKeyFile(folder.resolve("api-keys.yaml"))
                .create("shop", "acme", Set.of(ApiScope.READ), Optional.empty()))
        .isNotNull();
    environment.put("TOKENBROKER_BOOTSTRAP_SERVERS", "127.0.0.1:" + freePort());
    environment.put("TOKENBROKER_KEYSETS", folder.resolve("keys").toString());
    environment.put("TOKENBROKER_KEK_FILE", folder.resolve("kek").toString());
    environment.put("TOKENBROKER_API_KEYS", folder.resolve("api-keys.yaml").toString());
    environment.put("TOKENBROKER_HTTP_PORT", "0");
  }

  @Test
  void withoutKafkaItStartsLivesAndSaysThatItIsNotReady() throws Exception {
    try (Gateway gateway = start()) {
      assertThat(gateway.publicUrl()).isEqualTo(URI.create("http://127.0.0.1:" + gateway.port()));
      assertThat(get(gateway, "/healthz").statusCode()).isEqualTo(200);
      HttpResponse<String> ready = get(gateway, "/readyz");
      assertThat(ready.statusCode()).isEqualTo(503);
      assertThat(ready.body())
          .contains("\"kafka\"", "\"connectors\"", "\"api-keys\"", "\"replies\"", "degraded");
    }
  }

  @Test
  void aTakenPortIsNamed() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      environment.put("TOKENBROKER_HTTP_PORT", Integer.toString(taken.getLocalPort()));

      assertThatThrownBy(this::start)
          .isInstanceOf(ListenException.class)
          .hasMessageContaining("port " + taken.getLocalPort());
    }
  }

  @Test
  void settingsComeFromTheEnvironment() {
    environment.put("TOKENBROKER_KAFKA_SECURITY_PROTOCOL", "SSL");
    environment.put("TOKENBROKER_PUBLIC_URL", "https://connect.example");
    environment.put("TOKENBROKER_OUTCOME_WAIT", "PT3S");
    GatewaySettings settings = settings(environment);

    assertThat(settings.kafka()).containsEntry("security.protocol", "SSL");
    assertThat(settings.http().publicUrl()).contains(URI.create("https://connect.example"));
    assertThat(settings.flow().outcomeWait()).hasSeconds(3);
    assertThat(settings.flow().linkLifetime()).isEqualTo(FlowSettings.DEFAULT.linkLifetime());
  }

  @Test
  void aCheckOpensTheFilesAndNamesEachThatIsNoGood() throws IOException {
    Path damaged = Files.writeString(folder.resolve("keys/gateway.keyset.json"), "{}");
    Path noKeys = Files.writeString(folder.resolve("api-keys.yaml"), "version: 2");
    Path noCertificate = Files.writeString(folder.resolve("cert.pem"), "no certificate");
    environment.put("TOKENBROKER_PUBLIC_URL", "https://connect.example");
    environment.put("TOKENBROKER_TLS_CERTIFICATE", noCertificate.toString());
    environment.put("TOKENBROKER_TLS_KEY", folder.resolve("key.pem").toString());

    assertThatThrownBy(this::check)
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContainingAll("TOKENBROKER_KEYSETS", damaged.toString())
        .hasMessageContainingAll("TOKENBROKER_API_KEYS", noKeys.toString())
        .hasMessageContainingAll("TOKENBROKER_TLS", folder.resolve("key.pem").toString());
  }

  @Test
  void aCheckOfWhatIsThereSaysWhatIsInForce() {
    assertThat(check()).contains("tokenbroker.keysets: ");
  }

  private String check() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertThat(
            GatewayConfiguration.PROCESS.configure(
                List.of("--check-config"),
                environment,
                new PrintStream(out, true, StandardCharsets.UTF_8)))
        .isEmpty();
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void aLinkThatWouldOutliveWhatIsRememberedIsRefusedAtTheStart() {
    environment.put("TOKENBROKER_LINK_LIFETIME", "PT15M");
    assertThat(settings(environment).flow().linkLifetime()).hasMinutes(15);
    for (String outside : List.of("PT15M1S", "P1D", "PT0S", "-PT1S")) {
      environment.put("TOKENBROKER_LINK_LIFETIME", outside);
      assertThatThrownBy(() -> settings(environment))
          .hasMessageContainingAll("TOKENBROKER_LINK_LIFETIME", "PT15M");
    }
  }

  @Test
  void withoutFurtherSettingsTheDefaultsOfThePartsHold() {
    GatewaySettings settings = settings(environment);

    assertThat(settings.limits()).isEqualTo(LimitSettings.DEFAULT);
    assertThat(settings.flow()).isEqualTo(FlowSettings.DEFAULT);
    assertThat(settings.sessions()).isEqualTo(SessionSettings.DEFAULT);
    assertThat(settings.topics()).isEqualTo(Topics.defaults());
    assertThat(settings.http()).isEqualTo(new HttpSettings("127.0.0.1", 0, Optional.empty()));
  }

  @Test
  void theLoginComesFromTheEnvironment() throws IOException {
    assertThat(settings(environment).sessions()).isEqualTo(SessionSettings.DEFAULT);
    Files.writeString(folder.resolve("secret"), "s3cret\n");
    environment.put("TOKENBROKER_LOGIN_ISSUER", "https://login.example/realm");
    environment.put("TOKENBROKER_LOGIN_CLIENT_ID", "gateway");
    environment.put("TOKENBROKER_LOGIN_CLIENT_SECRET_FILE", folder.resolve("secret").toString());
    environment.put("TOKENBROKER_LOGIN_TENANT_CLAIM", "org");
    environment.put("TOKENBROKER_LOGIN_SHARED", "hidden");
    environment.put("TOKENBROKER_LOGIN_SHARED_CLAIM", "groups");
    environment.put("TOKENBROKER_LOGIN_SHARED_MANAGED_BY", "admins, ops");
    environment.put("TOKENBROKER_LOGIN_SESSION", "PT2H");
    environment.put("TOKENBROKER_SESSIONS_ENDED_BEFORE", "2030-01-31T12:00:00Z");
    SessionSettings sessions = settings(environment).sessions();
    LoginSettings login = sessions.login().orElseThrow();

    assertThat(sessions.loginLifetime()).hasHours(2);
    assertThat(sessions.endedBefore()).contains(Instant.parse("2030-01-31T12:00:00Z"));
    assertThat(login.issuer()).isEqualTo(URI.create("https://login.example/realm"));
    assertThat(login.clientSecret()).contains(Secret.of("s3cret"));
    assertThat(login.scopes()).containsExactly("openid", "profile");
    assertThat(login.claims().tenant().claim()).contains("org");
    assertThat(login.claims().user()).isEqualTo("sub");
    assertThat(login.claims().shared().otherwise()).isEqualTo(SharedGrants.HIDDEN);
    assertThat(login.claims().shared().managedBy()).containsExactlyInAnyOrder("admins", "ops");
  }

  @Test
  void aLoginThatCanNotWorkIsRefusedAtTheStart() {
    environment.put("TOKENBROKER_LOGIN_ISSUER", "https://login.example");
    environment.put("TOKENBROKER_LOGIN_CLIENT_ID", "gateway");
    environment.put("TOKENBROKER_LOGIN_TENANT", "acme");
    assertThat(settings(environment).sessions().login()).isPresent();
    Map.of(
            "TOKENBROKER_LOGIN_ISSUER", "http://login.example",
            "TOKENBROKER_LOGIN_CLIENT_ID", "",
            "TOKENBROKER_LOGIN_TENANT", "",
            "TOKENBROKER_LOGIN_TENANT_CLAIM", "org",
            "TOKENBROKER_LOGIN_SCOPES", "profile",
            "TOKENBROKER_LOGIN_SHARED", "all",
            "TOKENBROKER_LOGIN_SHARED_SEEN_BY", "group",
            "TOKENBROKER_LOGIN_SESSION", "P31D",
            "TOKENBROKER_LINK_SESSION", "-PT1H",
            "TOKENBROKER_LOGIN_CLIENT_SECRET_FILE", "/nowhere")
        .forEach(
            (name, value) -> {
              Map<String, String> wrong = new HashMap<>(environment);
              wrong.put(name, value);
              assertThatIllegalArgumentException().as(name).isThrownBy(() -> settings(wrong));
            });
  }

  @Test
  void theKeyFileIsOptionalAndTokensAreTakenOnlyWhereTheyAreSetUpWhole() {
    environment.remove("TOKENBROKER_API_KEYS");
    assertThat(settings(environment).access().apiKeys()).isEmpty();
    assertThat(settings(environment).access().jwt()).isEmpty();

    environment.put("TOKENBROKER_JWT_AUDIENCE", "https://tokens.acme.example");
    assertRefused("TOKENBROKER_JWT_ISSUER is not set");
    environment.put("TOKENBROKER_JWT_ISSUER", "https://id.acme.example");
    assertRefused("exactly one of tokenbroker.jwt.tenant");
    environment.put("TOKENBROKER_JWT_TENANT", "acme");
    JwtSettings jwt = settings(environment).access().jwt().orElseThrow();
    assertThat(jwt.algorithms()).isEqualTo(JwtSettings.DEFAULT_ALGORITHMS);
    assertThat(jwt.userClaim()).isEqualTo("sub");

    environment.put("TOKENBROKER_JWT_TENANT_CLAIM", "tenant");
    assertRefused("exactly one of tokenbroker.jwt.tenant");
    environment.remove("TOKENBROKER_JWT_TENANT_CLAIM");
    for (String algorithms : List.of("none", "HS256", "RS256,HS512", "rs256")) {
      environment.put("TOKENBROKER_JWT_ALGORITHMS", algorithms);
      assertRefused("algorithms");
    }
    environment.put("TOKENBROKER_JWT_ALGORITHMS", "ES384, RS512");
    assertThat(settings(environment).access().jwt().orElseThrow().algorithms())
        .containsExactlyInAnyOrder("ES384", "RS512");
    environment.put("TOKENBROKER_JWT_JWKS_URL", "http://id.acme.example/keys");
    assertRefused("https URL");
  }

  private void assertRefused(String why) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> settings(environment))
        .withMessageContaining(why);
  }

  @Test
  void limitsProxiesAndTheCertificateComeFromTheEnvironment() {
    environment.put("TOKENBROKER_PUBLIC_URL", "https://connect.example");
    environment.put("TOKENBROKER_LIMIT_START_PER_USER", "7");
    environment.put("TOKENBROKER_LIMIT_PENDING", "0");
    environment.put("TOKENBROKER_TRUSTED_PROXIES", "10.0.0.0/8, fd00::/8");
    environment.put("TOKENBROKER_HTTP_HOSTS", "gateway:8080");
    environment.put("TOKENBROKER_ACCESS_LOG", "on");
    environment.put("TOKENBROKER_TLS_CERTIFICATE", "/etc/tls/tls.crt");
    environment.put("TOKENBROKER_TLS_KEY", "/etc/tls/tls.key");
    GatewaySettings settings = settings(environment);

    assertThat(settings.limits().start().user()).isEqualTo(7);
    assertThat(settings.limits().start().tenant())
        .isEqualTo(LimitSettings.DEFAULT.start().tenant());
    assertThat(settings.limits().pending()).isZero();
    assertThat(settings.http().trustedProxies()).containsExactly("10.0.0.0/8", "fd00::/8");
    assertThat(settings.http().otherHosts()).containsExactly("gateway:8080");
    assertThat(settings.http().accessLog()).isTrue();
    assertThat(settings.http().tls()).isPresent();
    environment.remove("TOKENBROKER_TLS_KEY");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> settings(environment))
        .withMessageContaining("TOKENBROKER_TLS_KEY");
  }

  @Test
  void aWrongSettingIsNamed() {
    Map.of(
            "TOKENBROKER_HTTP_PORT", "eighty",
            "TOKENBROKER_OUTCOME_WAIT", "10",
            "TOKENBROKER_ACCESS_LOG", "yes",
            "TOKENBROKER_LIMIT_START_PER_USER", "many",
            "TOKENBROKER_BOOTSTRAP_SERVERS", " ",
            "TOKENBROKER_KEYSETS", "")
        .forEach(
            (name, value) -> {
              Map<String, String> wrong = new HashMap<>(environment);
              wrong.put(name, value);
              assertThatIllegalArgumentException()
                  .isThrownBy(() -> settings(wrong))
                  .withMessageContaining(name);
            });
    environment.put("TOKENBROKER_HTTP_HOST", "0.0.0.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> settings(environment))
        .withMessageContaining("set the public URL");
  }

  @Test
  void theProcessEndsWithOneLineAndExitCodeOneWhenItCanNotStart() {
    environment.remove("TOKENBROKER_KEYSETS");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();

    assertThat(run(List.of(), out, err)).isEqualTo(1);
    assertThat(err.toString(StandardCharsets.UTF_8).lines())
        .singleElement()
        .asString()
        .contains("TOKENBROKER_KEYSETS is not set");
    assertThat(run(List.of("--help"), out, err)).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("TOKENBROKER_PUBLIC_URL");
  }

  private static GatewaySettings settings(Map<String, String> environment) {
    return GatewayConfiguration.PROCESS
        .configure(List.of(), environment, System.out)
        .orElseThrow()
        .settings();
  }

  private Gateway start() {
    return Gateway.start(settings(environment), Clock.systemUTC());
  }

  private int run(List<String> arguments, ByteArrayOutputStream out, ByteArrayOutputStream err) {
    return GatewayMain.run(
        arguments,
        environment,
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8),
        logging -> {});
  }

  private static HttpResponse<String> get(Gateway gateway, String path) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create(gateway.publicUrl() + path)).build(),
            BodyHandlers.ofString());
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
