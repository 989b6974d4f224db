// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.demoprovider;

import static io.tokenbroker.demoprovider.TestClient.REGISTRATION;
import static io.tokenbroker.demoprovider.TestClient.accessToken;
import static io.tokenbroker.demoprovider.TestClient.clientCredentialsForm;
import static io.tokenbroker.demoprovider.TestClient.error;
import static io.tokenbroker.demoprovider.TestClient.person;
import static io.tokenbroker.demoprovider.TestClient.queryOf;
import static io.tokenbroker.demoprovider.TestClient.refreshToken;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the behaviours make of requests and answers. */
class BehaviourTest {

  private static final String LONG_SECRET = "a-secret-that-is-long-enough-for-hmac-with-sha-256";

  private final MutableClock clock = new MutableClock();
  private final DemoProvider provider = DemoProvider.start(TestClient.settings().withClock(clock));
  private final TestClient client = new TestClient(provider);

  @AfterEach
  void close() {
    provider.close();
  }

  @Test
  void anAnswerIsShapedInTheOrderThatWasGiven() throws Exception {
    provider.onToken(
        TokenAnswers.fields(Map.of("team", "t-1")).and(TokenAnswers.nested("data.tokens")));
    JsonObject nested = new JsonObject(obtain().body());
    assertThat(nested.getString("team")).isEqualTo("t-1");
    assertThat(nested.getJsonObject("data").getJsonObject("tokens").fieldNames())
        .contains("access_token", "expires_in");

    provider.onToken(
        Troubles.clockSkew(Duration.ofMinutes(-5)).and(TokenAnswers.expiresAtSeconds()));
    HttpResponse<String> skewed = obtain();
    assertThat(skewed.headers().firstValue("Date"))
        .hasValueSatisfying(it -> assertThat(it).contains("23:55:00"));
    assertThat(new JsonObject(skewed.body()).getLong("expires_at"))
        .isEqualTo(clock.instant().getEpochSecond());
  }

  @Test
  void errorsKeepTheirFieldsWhateverTokensLookLike() throws Exception {
    provider.onToken(Behaviour.error(400, "invalid_grant").and(TokenAnswers.nested("data")));
    assertThat(error(obtain())).isEqualTo("invalid_grant");
    provider.onToken(Behaviour.error(400, "invalid_grant").and(TokenAnswers.formEncoded()));
    assertThat(obtain().body()).startsWith("error=invalid_grant&");
  }

  @Test
  void bytesAreWhatTheBehaviourSays() throws Exception {
    provider.onToken(
        Troubles.byteOrderMark().and(Troubles.padded(100)).and(Troubles.gzip()),
        Troubles.cutOff(),
        Troubles.slowDrip(40, Duration.ofMillis(5)));
    HttpResponse<byte[]> zipped =
        HttpClient.newHttpClient()
            .send(
                TestClient.basic(
                        REGISTRATION,
                        TestClient.post(provider.tokenEndpoint(), clientCredentialsForm()))
                    .build(),
                BodyHandlers.ofByteArray());
    String body;
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(zipped.body()))) {
      body = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    assertThat(body).startsWith("\uFEFF{").endsWith("}" + " ".repeat(100));
    assertThatThrownBy(this::obtain).isInstanceOf(IOException.class);
    assertThat(obtain().statusCode()).isEqualTo(200);
  }

  @Test
  void clientsAuthenticateAsTheProviderWants() throws Exception {
    Map<String, String> inBody = new HashMap<>(clientCredentialsForm());
    inBody.put("client_id", REGISTRATION.clientId());
    inBody.put("client_secret", REGISTRATION.clientSecret());
    provider.onToken(Demands.basicOnly(), Demands.postOnly(), Demands.postOnly());
    assertThat(error(client.tokenWithoutAuthentication(inBody))).isEqualTo("invalid_client");
    assertThat(error(obtain())).isEqualTo("invalid_client");
    assertThat(client.tokenWithoutAuthentication(inBody).statusCode()).isEqualTo(200);

    provider.onToken(Demands.rawBasic(), Demands.wronglyDecodedBasic());
    assertThat(error(obtain())).isEqualTo("invalid_client");
    assertThat(error(obtain())).isEqualTo("invalid_client");
  }

  @Test
  void jsonIsTakenWhereItIsAskedForOnly() throws Exception {
    provider.onToken(Demands.jsonOnly(), Demands.jsonOnly());
    assertThat(error(obtain())).isEqualTo("invalid_request");
    assertThat(obtainWithJson().statusCode()).isEqualTo(200);
    assertThat(error(obtainWithJson())).isEqualTo("invalid_request");
  }

  @Test
  void aParameterMayHaveAnotherName() throws Exception {
    Map<String, String> form =
        Map.of(
            "grant_type",
            "client_credentials",
            "app_id",
            REGISTRATION.clientId(),
            "secret",
            REGISTRATION.clientSecret());
    provider.onToken(
        Demands.parameterNamed("client_id", "app_id")
            .and(Demands.parameterNamed("client_secret", "secret")));
    assertThat(client.tokenWithoutAuthentication(form).statusCode()).isEqualTo(200);
  }

  @Test
  void aRefreshMayBeTooEarly() throws Exception {
    String refreshToken = refreshToken(client.exchange(client.code()));
    provider.on(Endpoint.TOKEN, request -> Demands.earlyRefreshRefused(Duration.ofSeconds(30)));
    clock.advance(Duration.ofSeconds(269));
    assertThat(error(client.refresh(refreshToken))).isEqualTo("invalid_request");
    clock.advance(Duration.ofSeconds(1));
    assertThat(client.refresh(refreshToken).statusCode()).isEqualTo(200);
  }

  @Test
  void refreshTokensFollowThePolicyOfTheRequest() throws Exception {
    String refreshToken = refreshToken(client.exchange(client.code()));
    provider.onToken(
        Demands.refreshTokens(RefreshTokenPolicy.reusable()),
        Demands.refreshTokens(RefreshTokenPolicy.rotating()));
    assertThat(refreshToken(client.refresh(refreshToken))).isEqualTo("(no refresh_token)");
    assertThat(client.refresh(refreshToken).statusCode()).isEqualTo(200);
    assertThat(error(client.refresh(refreshToken))).isEqualTo("invalid_grant");
  }

  @Test
  void theRedirectIsWhatTheBehaviourMakesOfIt() throws Exception {
    provider.on(
        Endpoint.CALLBACK,
        Callbacks.accessDenied(),
        Callbacks.wrongIssuer("https://another.example"),
        Callbacks.withoutState().and(Callbacks.extraParameters(Map.of("realmId", "7"))),
        Callbacks.duplicatedParameters());
    assertThat(redirect()).containsEntry("error", "access_denied").doesNotContainKey("code");
    assertThat(redirect()).containsEntry("iss", "https://another.example").containsKey("code");
    assertThat(redirect()).containsEntry("realmId", "7").doesNotContainKey("state");
    assertThat(person().allow(client.authorizationUri(), "ada").getRawQuery().split("state=", -1))
        .hasSize(3);
  }

  @Test
  void aCodeComesAgainAndIsRefusedAsAReplay() throws Exception {
    HttpResponse<String> first = client.exchange(client.code());
    provider.onClient(REGISTRATION.clientId(), Endpoint.CALLBACK, Callbacks.replayedCode());
    assertThat(error(client.exchange(client.code()))).isEqualTo("invalid_grant");
    assertThat(client.userinfo(accessToken(first)).statusCode()).isEqualTo(401);
    assertThat(client.exchange(client.code()).statusCode()).isEqualTo(200);
  }

  @Test
  void tokensAreRevokedInTheProvidersWay() throws Exception {
    assertThat(revoke("DELETE", "").statusCode()).isEqualTo(405);
    provider.on(
        Endpoint.REVOCATION,
        Demands.revokedByPath(),
        Demands.revokedByBearer("POST"),
        Demands.onlyRefreshTokens());
    String byPath = refreshToken(client.exchange(client.code()));
    assertThat(revoke("DELETE", "/" + byPath).statusCode()).isEqualTo(200);
    assertThat(error(client.refresh(byPath))).isEqualTo("invalid_grant");
    assertThat(provider.requests().toString()).doesNotContain(byPath);
    String byBearer = accessToken(client.exchange(client.code()));
    client.send(
        HttpRequest.newBuilder(provider.revocationEndpoint())
            .header("Authorization", "Bearer " + byBearer)
            .POST(BodyPublishers.noBody()));
    assertThat(client.userinfo(byBearer).statusCode()).isEqualTo(401);
    String accessToken = accessToken(client.exchange(client.code()));
    assertThat(error(client.revoke(REGISTRATION, accessToken))).isEqualTo("unsupported_token_type");
  }

  @Test
  void aClientProvesItselfWithItsKeyOrEitherOfItsSecretsOnce() throws Exception {
    ECKey key = new ECKeyGenerator(Curve.P_256).keyID("k").generate();
    RegisteredClient registered =
        new RegisteredClient("jwt", "old-" + LONG_SECRET, List.of())
            .withSecret(LONG_SECRET)
            .withPublicKeys(new JWKSet(key.toPublicJWK()).toString());
    try (DemoProvider with = DemoProvider.start(TestClient.settings().withClient(registered))) {
      TestClient of = new TestClient(with);
      String issuer = with.issuer().toString();
      String byKey = assertion(JWSAlgorithm.ES256, new ECDSASigner(key), issuer);
      assertThat(of.tokenWithoutAuthentication(withAssertion(byKey)).statusCode()).isEqualTo(200);
      assertThat(of.tokenWithoutAuthentication(withAssertion(byKey)).body()).contains("jti");
      for (String secret : registered.clientSecrets()) {
        String bySecret = assertion(JWSAlgorithm.HS256, new MACSigner(secret), issuer);
        assertThat(of.tokenWithoutAuthentication(withAssertion(bySecret)).statusCode())
            .isEqualTo(200);
        assertThat(
                of.token(new RegisteredClient("jwt", secret, List.of()), clientCredentialsForm())
                    .statusCode())
            .isEqualTo(200);
      }
      String foreign = assertion(JWSAlgorithm.HS256, new MACSigner("x" + LONG_SECRET), issuer);
      assertThat(error(of.tokenWithoutAuthentication(withAssertion(foreign))))
          .isEqualTo("invalid_client");
      String elsewhere =
          assertion(JWSAlgorithm.ES256, new ECDSASigner(key), "https://else.example");
      assertThat(of.tokenWithoutAuthentication(withAssertion(elsewhere)).body()).contains("aud");
    }
  }

  @Test
  void aShortSecretDoesNotStandInTheWayOfALongOne() throws Exception {
    RegisteredClient registered =
        new RegisteredClient("jwt", "short", List.of()).withSecret(LONG_SECRET);
    try (DemoProvider with = DemoProvider.start(TestClient.settings().withClient(registered))) {
      String bySecret =
          assertion(JWSAlgorithm.HS256, new MACSigner(LONG_SECRET), with.issuer().toString());

      assertThat(
              new TestClient(with).tokenWithoutAuthentication(withAssertion(bySecret)).statusCode())
          .isEqualTo(200);
    }
  }

  private Map<String, String> redirect() throws IOException, InterruptedException {
    return queryOf(person().allow(client.authorizationUri(), "ada"));
  }

  private HttpResponse<String> obtain() throws IOException, InterruptedException {
    return client.token(REGISTRATION, clientCredentialsForm());
  }

  private HttpResponse<String> obtainWithJson() throws IOException, InterruptedException {
    JsonObject json =
        new JsonObject()
            .put("grant_type", "client_credentials")
            .put("client_id", REGISTRATION.clientId())
            .put("client_secret", REGISTRATION.clientSecret());
    return client.send(
        HttpRequest.newBuilder(provider.tokenEndpoint())
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(json.encode())));
  }

  private HttpResponse<String> revoke(String method, String path)
      throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(URI.create(provider.revocationEndpoint() + path))
            .method(method, BodyPublishers.noBody()));
  }

  private static Map<String, String> withAssertion(String assertion) {
    return Map.of(
        "grant_type",
        "client_credentials",
        "client_assertion",
        assertion,
        "client_assertion_type",
        "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
  }

  private static String assertion(JWSAlgorithm algorithm, JWSSigner signer, String audience)
      throws JOSEException {
    SignedJWT jwt =
        new SignedJWT(
            new JWSHeader(algorithm),
            new JWTClaimsSet.Builder()
                .issuer("jwt")
                .subject("jwt")
                .audience(audience)
                .jwtID(UUID.randomUUID().toString())
                .expirationTime(Date.from(Instant.now().plusSeconds(60)))
                .build());
    jwt.sign(signer);
    return jwt.serialize();
  }
}
