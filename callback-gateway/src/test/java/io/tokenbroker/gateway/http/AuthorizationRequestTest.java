// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenbroker.event.AuthorizationStarted;
import io.tokenbroker.event.ConnectorDefined;
import io.tokenbroker.event.Pkce;
import io.tokenbroker.secrets.SealedField;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a connector can say about its authorization requests. */
class AuthorizationRequestTest {
  private TestGateway gateway;
  private TestFlow flow;

  @BeforeEach
  void start(@TempDir Path folder) {
    gateway = new TestGateway(folder, Duration.ofSeconds(5));
    flow = new TestFlow(gateway);
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  @Test
  void withoutPkceNoChallengeIsSentButTheBrokerGetsItsVerifier() {
    define(
        connector()
            .setPkce(Pkce.OFF)
            .setAuthorizationParameters(Map.of("code_challenge", "fixed", "a", "b")));

    assertThat(flow.open(""))
        .doesNotContainKeys("code_challenge", "code_challenge_method")
        .containsEntry("a", List.of("b"));
    AuthorizationStarted started = gateway.events(AuthorizationStarted.class).get(0);
    assertThat(
            gateway
                .keysets
                .brokerInboxOpener()
                .open(
                    started.getSealedCodeVerifier(),
                    SealedField.codeVerifier(TestFlow.ALICE, started.getAuthorizationId())))
        .hasSize(43);
  }

  @Test
  void theResponseModeIsAskedForWhereTheConnectorHasOne() {
    assertThat(flow.open("")).doesNotContainKey("response_mode");
    define(
        connector()
            .setResponseMode("form_post")
            .setAuthorizationParameters(Map.of("response_mode", "fragment")));

    assertThat(flow.open("")).containsEntry("response_mode", List.of("form_post"));
  }

  @Test
  void requiredScopesAreAddedToWhateverIsAsked() {
    define(connector().setRequiredScopes(List.of("openid", "offline")));

    assertThat(flow.open("")).containsEntry("scope", List.of("contacts offline openid"));
    assertThat(flow.open(",\"scopes\":[\"leads\"]"))
        .containsEntry("scope", List.of("leads openid offline"));
    assertThat(flow.open(",\"scopes\":[]")).containsEntry("scope", List.of("openid offline"));
    assertThat(gateway.events(AuthorizationStarted.class).get(1).getScopes())
        .containsExactly("leads", "openid", "offline");
  }

  @Test
  void everyResourceIsAParameterOfItsOwn() {
    define(connector().setResources(List.of("https://a.example/", "https://b.example/")));

    assertThat(flow.open(""))
        .containsEntry("resource", List.of("https://a.example/", "https://b.example/"));
  }

  @Test
  void parametersHaveTheNamesThatTheProviderHasForThem() {
    define(
        connector()
            .setParameterNames(
                Map.of(
                    "client_id", "app_id",
                    "scope", "user_scope",
                    "redirect_uri", "callback_url",
                    "state", "st",
                    "response_type", "type",
                    "code_challenge", "cc",
                    "resource", "audience"))
            .setResources(List.of("https://a.example/"))
            .setAuthorizationParameters(Map.of("scope", "bot")));

    assertThat(flow.open(""))
        .containsEntry("app_id", List.of("client 1"))
        .containsEntry("user_scope", List.of("contacts offline"))
        .containsEntry("scope", List.of("bot"))
        .containsEntry("callback_url", List.of(gateway.publicUrl() + "/oauth/callback/crm"))
        .containsEntry("type", List.of("code"))
        .containsEntry("audience", List.of("https://a.example/"))
        .containsKeys("st", "cc", "code_challenge_method")
        .doesNotContainKeys("client_id", "state", "redirect_uri", "response_type");
  }

  @Test
  void noParameterOfTheConnectorsOwnTakesThePlaceOfAProtectingOneWhateverThatIsCalled() {
    Map<String, String> own = new HashMap<>();
    for (String name :
        List.of(
            "state",
            "st",
            "client_id",
            "redirect_uri",
            "response_type",
            "code_challenge",
            "code_challenge_method",
            "request",
            "request_uri")) {
      own.put(name, "attacker");
    }
    own.put("access_type", "offline");
    define(connector().setParameterNames(Map.of("state", "st")).setAuthorizationParameters(own));

    Map<String, List<String>> request = flow.open("");

    assertThat(request.values()).allSatisfy(values -> assertThat(values).hasSize(1));
    assertThat(request.values()).doesNotContain(List.of("attacker"));
    assertThat(request)
        .containsEntry("access_type", List.of("offline"))
        .containsKey("st")
        .doesNotContainKeys("state", "request", "request_uri");
  }

  @Test
  void requiredScopesCountWhereTheScopesAreTooMany() {
    define(connector().setRequiredScopes(List.of("one", "x".repeat(1_500))));

    HttpResponse<String> response = flow.ask("");

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.body()).contains("invalid_scope");
  }

  private static ConnectorDefined.Builder connector() {
    return TestGateway.connector("crm", 2).setAuthorizationParameters(Map.of());
  }

  private void define(ConnectorDefined.Builder connector) {
    gateway.define(connector.build());
  }
}
