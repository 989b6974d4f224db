// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.tokenbroker.cli.connector.ConnectorFile;
import io.tokenbroker.cli.provider.ProfileCatalog;
import io.tokenbroker.event.CallFailed;
import io.tokenbroker.event.ConnectorDefined;
import io.tokenbroker.executor.AccessToken;
import io.tokenbroker.it.profile.PlayedProviders;
import io.tokenbroker.it.profile.ProfileCase;
import io.tokenbroker.it.profile.ProfileConnectors;
import io.tokenbroker.it.profile.ProfileRun;
import io.tokenbroker.it.profile.Recorded;
import io.tokenbroker.it.system.OperatorCommand;
import io.tokenbroker.it.system.TestConnector;
import io.tokenbroker.it.system.TestSystem;
import io.tokenbroker.key.ConnectorId;
import io.tokenbroker.key.TokenKey;
import io.tokenbroker.secrets.Secret;
import io.tokenbroker.topic.Topic;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every profile of the catalogue against what its provider's document says: the whole system makes
 * and refreshes and revokes a grant at a played provider, all providers at once, and each case
 * looks at its own traces.
 */
@TestInstance(Lifecycle.PER_CLASS)
final class ProfileCatalogueIT {
  private static final String PLAYED = "acme";
  private static final String PLAIN = "plain";
  private static final int AT_ONCE = 12;
  private static final long RUNS_END_WITHIN_SECONDS = 420;

  private final Map<String, ProfileRun.Seen> seen = new ConcurrentHashMap<>();
  private final Map<String, Throwable> troubles = new ConcurrentHashMap<>();
  private final Map<String, ConnectorDefined> definitions = new HashMap<>();
  private final Map<String, List<SpecificRecord>> results = new HashMap<>();
  private PlayedProviders providers;
  private TestSystem system;
  private ProfileRun run;

  static Stream<ProfileCase> all() {
    return ProfileCase.all().stream();
  }

  static Stream<ProfileCase> forPersons() {
    return all().filter(ProfileCase::isForPersons);
  }

  static Stream<ProfileCase> refreshed() {
    return all().filter(ProfileCase::isRefreshed);
  }

  static Stream<ProfileCase> revoked() {
    return all().filter(ProfileCase::isRevoked);
  }

  static Stream<ProfileCase> withError() {
    return all().filter(ProfileCase::hasError);
  }

  @BeforeAll
  void liveThroughAllOfThem(@TempDir(cleanup = CleanupMode.ON_SUCCESS) Path folder)
      throws InterruptedException {
    providers = PlayedProviders.start(ProfileCase.all());
    system = TestSystem.start(folder, List.of(someConnector()));
    run = new ProfileRun(system, providers, PLAYED);
    ProfileConnectors files = new ProfileConnectors(folder, system.application().origin());
    List<ProfileCase> readable = readable(files);
    apply(files.plain(PLAIN, readable));
    apply(files.played(PLAYED, readable, providers.address()));
    system.startBroker("one");
    runAll(readable);
    system
        .events()
        .byKey(Topic.CONNECTORS)
        .values()
        .forEach(revisions -> keep((ConnectorDefined) revisions.get(revisions.size() - 1)));
    results.putAll(system.events().byKey(Topic.PROVIDER_RESULTS));
  }

  @AfterAll
  void stop() {
    try {
      system.close();
    } finally {
      providers.close();
    }
  }

  @Test
  void everyProfileHasACase() {
    assertThat(all().map(ProfileCase::name).toList())
        .containsExactlyInAnyOrderElementsOf(new ProfileCatalog().names());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("all")
  void theProfileNamesTheProvidersEndpoints(ProfileCase provider) {
    ConnectorDefined defined = definition(provider);

    assertThat(defined.getTokenEndpoint()).isEqualTo(provider.text("token"));
    assertThat(Optional.ofNullable(defined.getAuthorizationEndpoint()).orElse(""))
        .isEqualTo(provider.text("authorize"));
    assertThat(defined.getRefreshEndpoint()).isEqualTo(provider.refreshEndpoint());
    assertThat(defined.getDeviceAuthorizationEndpoint()).isEqualTo(provider.deviceEndpoint());
    assertThat(
            defined
                .getRevocationEndpoint()
                .map(endpoint -> endpoint.replace(provider.clientId(), "{client_id}")))
        .isEqualTo(provider.revocationEndpoint());
    assertThat(defined.getProvider()).contains(provider.name());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("forPersons")
  void theAuthorizationRequestIsWhatTheProviderWants(ProfileCase provider) {
    URI request = seen(provider).authorizationRequest().orElseThrow();
    Map<String, String> query = Recorded.form(request.getRawQuery());

    assertThat(withoutQuery(request.toString()))
        .isEqualTo(withoutQuery(provider.played(providers.address(), provider.text("authorize"))));
    assertThat(query).containsKeys("state", "redirect_uri");
    query.keySet().removeAll(List.of("state", "redirect_uri"));
    Map<String, String> expected = new HashMap<>(provider.map(provider.data().path("query")));
    expected.put("response_type", "code");
    expected.put(provider.data().path("clientName").asText("client_id"), provider.clientId());
    if (provider.text("pkce").equals("S256")) {
      assertThat(query).containsKey("code_challenge");
      query.remove("code_challenge");
      expected.put("code_challenge_method", "S256");
    }
    assertThat(query).containsExactlyInAnyOrderEntriesOf(expected);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("all")
  void theCodeIsExchangedAsTheProviderWants(ProfileCase provider) {
    seen(provider);
    Recorded request = request(provider, Recorded.Kind.EXCHANGE);
    Map<String, String> sent = new HashMap<>(request.parameters());
    if (provider.isForPersons()) {
      assertThat(sent).containsKey("redirect_uri");
      assertThat(sent.containsKey("code_verifier")).isEqualTo(provider.text("pkce").equals("S256"));
      sent.keySet().removeAll(List.of("redirect_uri", "code_verifier"));
    }

    assertTokenRequest(provider, request, provider.text("token"));
    assertThat(sent)
        .containsExactlyInAnyOrderEntriesOf(
            parameters(
                provider,
                provider.data().path("exchange"),
                provider.isForPersons()
                    ? Map.of("grant_type", "authorization_code", "code", provider.code())
                    : Map.of("grant_type", "client_credentials")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("all")
  void theAnswerIsReadAsTheProviderMeansIt(ProfileCase provider) {
    AccessToken token = seen(provider).first();
    JsonNode reads = provider.data().path("exchange").path("reads");

    assertThat(token.secret()).isEqualTo(Secret.of(provider.token("AT1")));
    assertRead(token, request(provider, Recorded.Kind.EXCHANGE), reads);
    assertThat(token.subject().orElse("")).isEqualTo(reads.path("subject").asText(""));
    assertThat(token.attributes()).isEqualTo(provider.map(reads.path("attributes")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refreshed")
  void aTokenIsRefreshedAsTheProviderWants(ProfileCase provider) {
    AccessToken token = seen(provider).refreshed().orElseThrow();
    Recorded request = request(provider, Recorded.Kind.REFRESH);
    JsonNode refresh = provider.data().path("refresh");
    JsonNode reads = refresh.path("reads");

    assertTokenRequest(
        provider, request, provider.refreshEndpoint().orElse(provider.text("token")));
    assertThat(request.parameters())
        .containsExactlyInAnyOrderEntriesOf(
            parameters(
                provider,
                refresh,
                Map.of("grant_type", "refresh_token", "refresh_token", provider.token("RT1"))));
    assertThat(token.secret()).isEqualTo(Secret.of(provider.token("AT2")));
    assertRead(token, request, reads);
    assertThat(token.attributes()).containsAllEntriesOf(provider.map(reads.path("attributes")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("withError")
  void anErrorIsOfTheClassThatTheProviderMeans(ProfileCase provider) {
    seen(provider);
    TokenKey key = run.refusedKey(provider);
    List<CallFailed> failures =
        results.getOrDefault(key.toString(), List.of()).stream()
            .filter(CallFailed.class::isInstance)
            .map(CallFailed.class::cast)
            .toList();

    assertThat(failures).as("failed calls of " + key).isNotEmpty();
    assertThat(failures.get(0).getErrorClass().toString().toLowerCase(Locale.ROOT))
        .as(failures.get(0).toString())
        .isEqualTo(provider.data().path("error").path("class").asText());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("revoked")
  void aTokenIsRevokedAsTheProviderWants(ProfileCase provider) {
    seen(provider);
    Recorded request = request(provider, Recorded.Kind.REVOCATION);
    JsonNode revoke = provider.data().path("revoke");
    String auth = revoke.path("auth").asText(provider.text("auth"));

    assertThat(request.method()).isEqualTo(revoke.path("method").asText("POST"));
    assertThat(request.path())
        .isEqualTo(provider.played(URI.create(""), provider.filled(revoke.path("at").asText())));
    assertAuthorization(provider, request, auth, provider.filled(revoke.path("bearer").asText()));
    Map<String, String> expected = new HashMap<>(provider.map(revoke.path("sends")));
    if (revoke.has("token")) {
      expected.put("token", provider.filled(revoke.path("token").asText()));
      expected.put("token_type_hint", revoke.path("hint").asText());
    }
    if (auth.equals("post")) {
      expected.put("client_id", provider.clientId());
      expected.put("client_secret", provider.clientSecret());
    }
    assertThat(request.parameters()).containsExactlyInAnyOrderEntriesOf(expected);
  }

  private void assertTokenRequest(ProfileCase provider, Recorded request, String endpoint) {
    assertThat(request.method()).isEqualTo("POST");
    assertThat(request.path()).isEqualTo(provider.played(URI.create(""), endpoint));
    assertThat(request.header("content-type").orElse(""))
        .startsWith(
            provider.text("format").equals("json")
                ? "application/json"
                : "application/x-www-form-urlencoded");
    assertThat(request.header("accept").orElse("")).contains("application/json");
    provider
        .map(provider.data().path("headers"))
        .forEach(
            (name, value) ->
                assertThat(request.header(name.toLowerCase(Locale.ROOT))).contains(value));
    assertAuthorization(provider, request, provider.text("auth"), "");
  }

  private static void assertAuthorization(
      ProfileCase provider, Recorded request, String auth, String bearer) {
    String header = request.header("authorization").orElse("");
    switch (auth) {
      case "basic" ->
          assertThat(header)
              .isEqualTo(basic(encoded(provider.clientId()), encoded(provider.clientSecret())));
      case "basic-plain" ->
          assertThat(header).isEqualTo(basic(provider.clientId(), provider.clientSecret()));
      case "bearer" -> assertThat(header).isEqualTo("Bearer " + bearer);
      default -> assertThat(header).isEmpty();
    }
  }

  private static Map<String, String> parameters(
      ProfileCase provider, JsonNode request, Map<String, String> standard) {
    Map<String, String> expected =
        new HashMap<>(request.has("sends") ? provider.map(request.path("sends")) : standard);
    expected.putAll(provider.map(request.path("body")));
    if (provider.text("auth").equals("post")) {
      expected.put("client_id", provider.clientId());
      expected.put("client_secret", provider.clientSecret());
    }
    return expected;
  }

  private static void assertRead(AccessToken token, Recorded request, JsonNode reads) {
    assertThat(token.tokenType()).isEqualTo(reads.path("type").asText("Bearer"));
    assertThat(Duration.between(request.at(), token.expiresAt()).toSeconds())
        .as("lifetime in seconds")
        .isCloseTo(reads.path("lives").asLong(), within(15L));
    if (reads.has("scopes")) {
      assertThat(token.scopes())
          .containsExactlyInAnyOrderElementsOf(ProfileCase.list(reads.path("scopes")));
    }
  }

  private List<ProfileCase> readable(ProfileConnectors files) {
    List<ProfileCase> readable = new ArrayList<>();
    for (ProfileCase provider : ProfileCase.all()) {
      try {
        ConnectorFile.read(files.plain(PLAIN, List.of(provider)));
        ConnectorFile.read(files.played(PLAYED, List.of(provider), providers.address()));
        readable.add(provider);
      } catch (RuntimeException e) {
        troubles.put(provider.name(), e);
      }
    }
    return readable;
  }

  private void apply(Path file) {
    OperatorCommand.Ended applied =
        system
            .operator()
            .run(
                "connectors",
                "apply",
                "--file",
                file.toString(),
                "--keys",
                system.keysFolder().toString());
    assertThat(applied.exitCode()).as(applied.toString()).isZero();
  }

  private void runAll(List<ProfileCase> cases) throws InterruptedException {
    ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
    try {
      cases.forEach(provider -> threads.execute(() -> runOne(provider)));
      threads.shutdown();
      if (!threads.awaitTermination(RUNS_END_WITHIN_SECONDS, TimeUnit.SECONDS)) {
        throw new AssertionError("the runs did not end; done are " + seen.keySet());
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private void runOne(ProfileCase provider) {
    try {
      seen.put(provider.name(), run.run(provider));
    } catch (RuntimeException | AssertionError e) {
      troubles.put(provider.name(), e);
    }
  }

  private void keep(ConnectorDefined defined) {
    if (defined.getTenant().equals(PLAIN)) {
      definitions.put(defined.getConnector(), defined);
    }
  }

  private ProfileRun.Seen seen(ProfileCase provider) {
    return Optional.ofNullable(seen.get(provider.name())).orElseThrow(() -> trouble(provider));
  }

  private ConnectorDefined definition(ProfileCase provider) {
    return Optional.ofNullable(definitions.get(provider.name()))
        .orElseThrow(() -> trouble(provider));
  }

  private AssertionError trouble(ProfileCase provider) {
    return new AssertionError(provider + " did not come to its end", troubles.get(provider.name()));
  }

  private Recorded request(ProfileCase provider, Recorded.Kind kind) {
    return providers
        .request(provider.name(), kind)
        .orElseThrow(() -> new AssertionError("no request at " + provider + ": " + kind));
  }

  private static TestConnector someConnector() {
    URI nowhere = URI.create("https://provider.example/nowhere");
    return TestConnector.perUser(
        new ConnectorId(PLAYED, "unused"),
        new TestConnector.Endpoints(Optional.empty(), nowhere, nowhere, Optional.of(nowhere)),
        new TestConnector.Client("unused", "unused-secret"));
  }

  private static String withoutQuery(String url) {
    return url.split("\\?", 2)[0];
  }

  private static String basic(String id, String secret) {
    return "Basic "
        + Base64.getEncoder().encodeToString((id + ":" + secret).getBytes(StandardCharsets.UTF_8));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
