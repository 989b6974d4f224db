// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.demoprovider;

import static io.tokenbroker.demoprovider.TestClient.OTHER;
import static io.tokenbroker.demoprovider.TestClient.REGISTRATION;
import static io.tokenbroker.demoprovider.TestClient.accessToken;
import static io.tokenbroker.demoprovider.TestClient.error;
import static io.tokenbroker.demoprovider.TestClient.exchangeForm;
import static io.tokenbroker.demoprovider.TestClient.refreshForm;
import static io.tokenbroker.demoprovider.TestClient.refreshToken;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenTest {

  private final MutableClock clock = new MutableClock();
  private final DemoProvider provider =
      DemoProvider.start(TestClient.settings().withClock(clock).withRecordSecrets(true));
  private final TestClient client = new TestClient(provider);

  @AfterEach
  void close() {
    provider.close();
  }

  @Test
  void aCodeIsExchangedForTokensThatNameTheAccount() throws Exception {
    HttpResponse<String> answer = client.exchange(client.code());

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-store");
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
    JsonObject body = new JsonObject(answer.body());
    assertThat(body.getString("token_type")).isEqualTo("Bearer");
    assertThat(body.getInteger("expires_in")).isEqualTo(300);
    assertThat(body.getString("scope")).isEqualTo("read write");
    assertThat(refreshToken(answer)).matches("demo_rt_[\\w-]{43}");
    assertThat(accessToken(answer)).matches("demo_at_[\\w-]{43}");
    HttpResponse<String> userinfo = client.userinfo(accessToken(answer));
    assertThat(userinfo.statusCode()).isEqualTo(200);
    assertThat(new JsonObject(userinfo.body()))
        .isEqualTo(new JsonObject().put("sub", "ada").put("name", "Ada"));
  }

  @Test
  void anAccessTokenThatExpiredOrIsUnknownIsRefused() throws Exception {
    String accessToken = accessToken(client.exchange(client.code()));
    clock.advance(Duration.ofMinutes(5));

    assertThat(client.userinfo(accessToken).statusCode()).isEqualTo(401);
    assertThat(client.userinfo("demo_at_unknown").headers().firstValue("WWW-Authenticate"))
        .hasValueSatisfying(header -> assertThat(header).contains("invalid_token"));
  }

  @Test
  void aWrongVerifierIsRefused() throws Exception {
    Map<String, String> form = exchangeForm(client.code());
    form.put("code_verifier", "another-verifier-of-enough-length-0123456789-abcdef");

    HttpResponse<String> answer = client.token(REGISTRATION, form);

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(error(answer)).isEqualTo("invalid_grant");
  }

  @Test
  void anotherRedirectUriIsRefused() throws Exception {
    Map<String, String> form = exchangeForm(client.code());
    form.put("redirect_uri", "http://127.0.0.1:9/elsewhere");

    assertThat(error(client.token(REGISTRATION, form))).isEqualTo("invalid_grant");
  }

  @Test
  void anotherClientsCodeOrRefreshTokenIsRefused() throws Exception {
    String refreshToken = refreshToken(client.exchange(client.code()));

    assertThat(error(client.token(OTHER, exchangeForm(client.code())))).isEqualTo("invalid_grant");
    assertThat(error(client.token(OTHER, refreshForm(refreshToken)))).isEqualTo("invalid_grant");
    assertThat(client.refresh(refreshToken).statusCode()).isEqualTo(200);
  }

  @Test
  void aCodeExpiresAfterAMinute() throws Exception {
    String code = client.code();
    clock.advance(Duration.ofMinutes(1));

    assertThat(error(client.exchange(code))).isEqualTo("invalid_grant");
  }

  @Test
  void aReplayedCodeIsRefusedAndEndsWhatWasIssuedFromIt() throws Exception {
    String code = client.code();
    HttpResponse<String> issued = client.exchange(code);

    HttpResponse<String> replayed = client.exchange(code);

    assertThat(replayed.statusCode()).isEqualTo(400);
    assertThat(error(replayed)).isEqualTo("invalid_grant");
    assertThat(client.userinfo(accessToken(issued)).statusCode()).isEqualTo(401);
    assertThat(error(client.refresh(refreshToken(issued)))).isEqualTo("invalid_grant");
    assertThat(provider.codeReplays()).isOne();
    assertThat(provider.reuseDetections()).isZero();
  }

  @Test
  void aCodeIsNoRefreshToken() throws Exception {
    String code = client.code();
    HttpResponse<String> issued = client.exchange(code);

    assertThat(error(client.refresh(code))).isEqualTo("invalid_grant");
    assertThat(client.refresh(refreshToken(issued)).statusCode()).isEqualTo(200);
  }

  @Test
  void aWrongSecretIsRefusedAndTheCodeStaysGood() throws Exception {
    String code = client.code();
    RegisteredClient guess =
        new RegisteredClient(REGISTRATION.clientId(), "a guess", REGISTRATION.redirectUris());

    HttpResponse<String> refused = client.token(guess, exchangeForm(code));

    assertThat(refused.statusCode()).isEqualTo(401);
    assertThat(error(refused)).isEqualTo("invalid_client");
    assertThat(refused.headers().firstValue("WWW-Authenticate"))
        .hasValueSatisfying(header -> assertThat(header).startsWith("Basic"));
    assertThat(client.exchange(code).statusCode()).isEqualTo(200);
  }

  @Test
  void theSecretMayStandInTheBody() throws Exception {
    Map<String, String> form = exchangeForm(client.code());
    form.put("client_id", REGISTRATION.clientId());
    form.put("client_secret", REGISTRATION.clientSecret());

    assertThat(client.tokenWithoutAuthentication(form).statusCode()).isEqualTo(200);
  }

  @Test
  void twoWaysOfAuthenticationAtOnceAreRefused() throws Exception {
    Map<String, String> form = exchangeForm(client.code());
    form.put("client_id", REGISTRATION.clientId());
    form.put("client_secret", REGISTRATION.clientSecret());

    assertThat(error(client.token(REGISTRATION, form))).isEqualTo("invalid_request");
  }

  @Test
  void noAuthenticationIsRefused() throws Exception {
    assertThat(error(client.tokenWithoutAuthentication(exchangeForm(client.code()))))
        .isEqualTo("invalid_client");
  }

  @ParameterizedTest
  @ValueSource(strings = {"%%%", "bm9jb2xvbg==", "YSV6ejpi"})
  void malformedBasicCredentialsAreRefused(String credentials) throws Exception {
    HttpResponse<String> answer =
        client.send(
            TestClient.post(provider.tokenEndpoint(), refreshForm("any"))
                .header("Authorization", "Basic " + credentials));

    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(error(answer)).isEqualTo("invalid_client");
  }

  @Test
  void aRequestWithoutOrWithAnUnknownGrantTypeIsRefused() throws Exception {
    assertThat(error(client.token(REGISTRATION, Map.of("code", "x")))).isEqualTo("invalid_request");
    HttpResponse<String> unknown = client.token(REGISTRATION, Map.of("grant_type", "password"));
    assertThat(error(unknown)).isEqualTo("unsupported_grant_type");
    assertThat(unknown.body())
        .contains(
            "authorization_code",
            "refresh_token",
            "client_credentials",
            "urn:ietf:params:oauth:grant-type:device_code",
            "urn:ietf:params:oauth:grant-type:token-exchange");
  }

  @Test
  void aRefreshMayNarrowTheScopeButNotWidenIt() throws Exception {
    Map<String, String> form =
        new LinkedHashMap<>(refreshForm(refreshToken(client.exchange(client.code()))));
    form.put("scope", "read admin");
    assertThat(error(client.token(REGISTRATION, form))).isEqualTo("invalid_scope");

    form.put("scope", "read");
    HttpResponse<String> narrowed = client.token(REGISTRATION, form);

    assertThat(new JsonObject(narrowed.body()).getString("scope")).isEqualTo("read");
  }

  @Test
  void theMetadataNamesTheEndpoints() throws Exception {
    HttpResponse<String> answer =
        client.get(provider.issuer().resolve("/.well-known/oauth-authorization-server"));

    JsonObject metadata = new JsonObject(answer.body());
    assertThat(metadata.getString("issuer")).isEqualTo(provider.issuer().toString());
    assertThat(metadata.getString("authorization_endpoint"))
        .isEqualTo(provider.authorizationEndpoint().toString());
    assertThat(metadata.getString("token_endpoint")).isEqualTo(provider.tokenEndpoint().toString());
    assertThat(metadata.getString("revocation_endpoint"))
        .isEqualTo(provider.revocationEndpoint().toString());
    assertThat(metadata.getJsonArray("grant_types_supported"))
        .containsExactlyInAnyOrder(
            "authorization_code",
            "refresh_token",
            "client_credentials",
            "urn:ietf:params:oauth:grant-type:device_code",
            "urn:ietf:params:oauth:grant-type:token-exchange");
    assertThat(metadata.getJsonArray("code_challenge_methods_supported"))
        .isEqualTo(new JsonArray().add("S256"));
  }

  @Test
  void requestsAreRecordedWithoutTheirSecrets() throws Exception {
    String code = client.code();
    HttpResponse<String> issued = client.exchange(code);

    RecordedRequest exchange = provider.requests().get(provider.requests().size() - 1);

    assertThat(exchange.path()).isEqualTo("/token");
    assertThat(exchange.grantType()).hasValue("authorization_code");
    assertThat(exchange.credential()).hasValue(Sha256.of(code));
    assertThat(exchange.status()).hasValue(200);
    assertThat(exchange.receivedAt()).isEqualTo(clock.instant());
    assertThat(provider.requests().toString()).doesNotContain(code);
    assertThat(provider.requests())
        .extracting(RecordedRequest::path)
        .containsExactly("/authorize", "/authorize", "/token");
    assertThat(provider.issuedSecrets())
        .containsExactlyInAnyOrder(code, accessToken(issued), refreshToken(issued));
    assertThat(provider.receivedVerifiers()).containsExactly(TestClient.VERIFIER);
  }

  @Test
  void secretsAreNotAnsweredUnlessTheyAreRecorded() {
    try (DemoProvider silent = DemoProvider.start(TestClient.settings())) {
      assertThatThrownBy(silent::issuedSecrets)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("recordSecrets");
      assertThatThrownBy(silent::receivedVerifiers)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("recordSecrets");
    }
  }

  @Test
  void aSettingsTextHidesTheClientSecret() {
    assertThat(List.of(TestClient.settings()).toString())
        .contains(REGISTRATION.clientId())
        .doesNotContain(REGISTRATION.clientSecret());
  }
}
