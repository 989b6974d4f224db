// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.demoprovider;

import static io.tokenbroker.demoprovider.TestClient.OTHER;
import static io.tokenbroker.demoprovider.TestClient.REGISTRATION;
import static io.tokenbroker.demoprovider.TestClient.accessToken;
import static io.tokenbroker.demoprovider.TestClient.authorizationQuery;
import static io.tokenbroker.demoprovider.TestClient.error;
import static io.tokenbroker.demoprovider.TestClient.person;
import static io.tokenbroker.demoprovider.TestClient.queryOf;
import static io.tokenbroker.demoprovider.TestClient.refreshToken;
import static io.tokenbroker.demoprovider.TestClient.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Pushed requests (RFC 9126), the device flow (RFC 8628) and token exchange (RFC 8693). */
class ProtocolTest {

  private static final String DEVICE_CODE = "urn:ietf:params:oauth:grant-type:device_code";
  private static final String TOKEN_EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange";

  private final MutableClock clock = new MutableClock();
  private final DemoProvider provider = DemoProvider.start(TestClient.settings().withClock(clock));
  private final TestClient client = new TestClient(provider);

  @AfterEach
  void close() {
    provider.close();
  }

  @Test
  void aPushedRequestIsAuthorizedByItsReference() throws Exception {
    HttpResponse<String> pushed = push(authorizationQuery());

    assertThat(pushed.statusCode()).isEqualTo(201);
    assertThat(new JsonObject(pushed.body()).getInteger("expires_in")).isEqualTo(60);
    URI redirect = person().allow(client.authorizationUri(reference(pushed)), "ada");
    assertThat(queryOf(redirect)).containsEntry("state", TestClient.STATE);
    assertThat(client.exchange(text(queryOf(redirect), "code")).statusCode()).isEqualTo(200);
  }

  @Test
  void aReferenceIsGoodOnceForItsClientAndForAMinute() throws Exception {
    Map<String, String> first = reference(push(authorizationQuery()));
    Map<String, String> second = reference(push(authorizationQuery()));
    assertThat(client.get(client.authorizationUri(first)).statusCode()).isEqualTo(200);
    assertThat(client.get(client.authorizationUri(first)).statusCode()).isEqualTo(400);
    Map<String, String> foreign = new HashMap<>(second);
    foreign.put("client_id", OTHER.clientId());
    assertThat(client.get(client.authorizationUri(foreign)).statusCode()).isEqualTo(400);
    Map<String, String> third = reference(push(authorizationQuery()));
    clock.advance(Duration.ofMinutes(1));
    assertThat(client.get(client.authorizationUri(third)).statusCode()).isEqualTo(400);
  }

  @Test
  void whatIsWrongWithARequestIsSaidWhenItIsPushed() throws Exception {
    Map<String, String> query = authorizationQuery();
    query.put("code_challenge_method", "plain");
    assertThat(error(push(query))).isEqualTo("invalid_request");
    assertThat(
            error(
                client.send(
                    TestClient.post(
                        provider.pushedAuthorizationRequestEndpoint(), authorizationQuery()))))
        .isEqualTo("invalid_client");
  }

  @Test
  void whereRequestsHaveToBePushedNoOtherIsTaken() throws Exception {
    try (DemoProvider strict =
        DemoProvider.start(TestClient.settings().withPushedRequestsRequired(true))) {
      TestClient of = new TestClient(strict);
      assertThat(of.get(of.authorizationUri()).statusCode()).isEqualTo(400);
      assertThat(of.get(strict.metadata()).body())
          .contains("\"require_pushed_authorization_requests\":true");
    }
  }

  @Test
  void aDeviceGetsTokensOnceItsPersonAllowsIt() throws Exception {
    JsonObject started = startDevice();
    assertThat(error(poll(started))).isEqualTo("authorization_pending");
    URI page = URI.create(started.getString("verification_uri_complete"));
    assertThat(client.get(page).body())
        .contains(REGISTRATION.clientId(), started.getString("user_code"));
    person().allowDevice(page, "grace");
    clock.advance(Duration.ofSeconds(5));

    HttpResponse<String> issued = poll(started);

    assertThat(issued.statusCode()).isEqualTo(200);
    assertThat(client.userinfo(accessToken(issued)).body()).contains("Grace");
    assertThat(client.refresh(refreshToken(issued)).statusCode()).isEqualTo(200);
    clock.advance(Duration.ofSeconds(5));
    assertThat(error(poll(started))).isEqualTo("invalid_grant");
  }

  @Test
  void aDeviceThatAsksTooOftenIsSlowedDown() throws Exception {
    JsonObject started = startDevice();
    poll(started);
    clock.advance(Duration.ofSeconds(4));
    assertThat(error(poll(started))).isEqualTo("slow_down");
    clock.advance(Duration.ofSeconds(9));
    assertThat(error(poll(started))).isEqualTo("slow_down");
    clock.advance(Duration.ofSeconds(15));
    assertThat(error(poll(started))).isEqualTo("authorization_pending");
  }

  @Test
  void aDeviceIsToldOfANoAndOfTheEnd() throws Exception {
    JsonObject denied = startDevice();
    person().denyDevice(URI.create(denied.getString("verification_uri_complete")));
    assertThat(error(poll(denied))).isEqualTo("access_denied");

    JsonObject forgotten = startDevice();
    clock.advance(Duration.ofMinutes(10));
    assertThat(error(poll(forgotten))).isEqualTo("expired_token");
    URI page = URI.create(forgotten.getString("verification_uri_complete"));
    assertThat(client.get(page).statusCode()).isEqualTo(400);
  }

  @Test
  void anAccessTokenOrAJwtIsExchanged() throws Exception {
    String subjectToken = accessToken(client.exchange(client.code()));
    HttpResponse<String> byToken = exchange(subjectToken, "access_token", "read");
    HttpResponse<String> byJwt =
        exchange(
            new PlainJWT(new JWTClaimsSet.Builder().subject("grace").build()).serialize(),
            "jwt",
            "offline_access");

    assertThat(new JsonObject(byToken.body()).fieldNames())
        .contains("access_token", "issued_token_type", "scope")
        .doesNotContain("refresh_token");
    assertThat(client.userinfo(accessToken(byToken)).body()).contains("Ada");
    assertThat(client.userinfo(accessToken(byJwt)).body()).contains("Grace");
    assertThat(client.refresh(refreshToken(byJwt)).statusCode()).isEqualTo(200);
    assertThat(error(exchange("nonsense", "access_token", ""))).isEqualTo("invalid_request");
    assertThat(error(exchange(subjectToken, "saml2", ""))).isEqualTo("invalid_request");
  }

  private HttpResponse<String> push(Map<String, String> form)
      throws IOException, InterruptedException {
    return client.send(
        TestClient.basic(
            REGISTRATION, TestClient.post(provider.pushedAuthorizationRequestEndpoint(), form)));
  }

  private static Map<String, String> reference(HttpResponse<String> pushed) {
    return Map.of(
        "client_id",
        REGISTRATION.clientId(),
        "request_uri",
        new JsonObject(pushed.body()).getString("request_uri"));
  }

  private JsonObject startDevice() throws IOException, InterruptedException {
    HttpResponse<String> started =
        client.send(
            TestClient.basic(
                REGISTRATION,
                TestClient.post(provider.deviceAuthorizationEndpoint(), Map.of("scope", "read"))));
    assertThat(started.statusCode()).isEqualTo(200);
    return new JsonObject(started.body());
  }

  private HttpResponse<String> poll(JsonObject started) throws IOException, InterruptedException {
    return client.token(
        REGISTRATION,
        Map.of("grant_type", DEVICE_CODE, "device_code", started.getString("device_code")));
  }

  private HttpResponse<String> exchange(String subjectToken, String type, String scope)
      throws IOException, InterruptedException {
    return client.token(
        REGISTRATION,
        Map.of(
            "grant_type",
            TOKEN_EXCHANGE,
            "subject_token",
            subjectToken,
            "subject_token_type",
            "urn:ietf:params:oauth:token-type:" + type,
            "scope",
            scope));
  }
}
