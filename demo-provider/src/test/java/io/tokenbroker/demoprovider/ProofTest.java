// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.demoprovider;

import static io.tokenbroker.demoprovider.TestClient.REGISTRATION;
import static io.tokenbroker.demoprovider.TestClient.accessToken;
import static io.tokenbroker.demoprovider.TestClient.error;
import static io.tokenbroker.demoprovider.TestClient.exchangeForm;
import static io.tokenbroker.demoprovider.TestClient.refreshForm;
import static io.tokenbroker.demoprovider.TestClient.refreshToken;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Proofs of possession (RFC 9449). */
class ProofTest {

  private static final RegisteredClient PUBLIC =
      RegisteredClient.publicClient("public", List.of(TestClient.REDIRECT_URI));

  private final MutableClock clock = new MutableClock();
  private final DemoProvider provider =
      DemoProvider.start(TestClient.settings().withClient(PUBLIC).withClock(clock));
  private final TestClient client = new TestClient(provider);
  private ECKey key;

  @BeforeEach
  void newKey() throws JOSEException {
    key = new ECKeyGenerator(Curve.P_256).generate();
  }

  @AfterEach
  void close() {
    provider.close();
  }

  @Test
  void aTokenThatWasAskedForWithAProofWorksWithOneOnly() throws Exception {
    HttpResponse<String> issued = token(exchangeForm(client.code()), proof(tokenClaims()));

    assertThat(new JsonObject(issued.body()).getString("token_type")).isEqualTo("DPoP");
    String token = accessToken(issued);
    assertThat(client.userinfo(token).statusCode()).isEqualTo(401);
    assertThat(userinfo(token, proof(userinfoClaims(token))).statusCode()).isEqualTo(200);
    assertThat(userinfo(token, proof(userinfoClaims("another"))).statusCode()).isEqualTo(401);
    newKey();
    assertThat(userinfo(token, proof(userinfoClaims(token))).statusCode()).isEqualTo(401);
  }

  @Test
  void aProofIsForOneRequestThereAndNow() throws Exception {
    String proof = proof(tokenClaims());
    assertThat(token(TestClient.clientCredentialsForm(), proof).statusCode()).isEqualTo(200);
    assertThat(refusal(proof)).contains("jti");
    assertThat(refusal(proof(tokenClaims().claim("htm", "GET")))).contains("htm");
    assertThat(refusal(proof(tokenClaims().claim("htu", "https://elsewhere.example/token"))))
        .contains("htu");
    Date old = Date.from(clock.instant().minus(Duration.ofMinutes(6)));
    assertThat(refusal(proof(tokenClaims().issueTime(old)))).contains("iat");
    assertThat(refusal("no.jwt.atall")).contains("no signed JWT");
    assertThat(refusal(proof.substring(0, proof.length() - 6) + "AAAAAA")).contains("signature");
  }

  @Test
  void whereProofsAreRequiredARequestWithoutOneIsRefused() throws Exception {
    provider.on(Endpoint.TOKEN, request -> Demands.proofRequired());

    assertThat(error(client.exchange(client.code()))).isEqualTo("invalid_dpop_proof");
    assertThat(token(TestClient.clientCredentialsForm(), proof(tokenClaims())).statusCode())
        .isEqualTo(200);
  }

  @Test
  void whereNoncesAreRequiredTheRefusalBringsOne() throws Exception {
    provider.on(Endpoint.TOKEN, request -> Demands.proofNonceRequired());
    HttpResponse<String> refused = token(TestClient.clientCredentialsForm(), proof(tokenClaims()));
    assertThat(error(refused)).isEqualTo("use_dpop_nonce");
    String nonce = refused.headers().firstValue("DPoP-Nonce").orElseThrow();

    HttpResponse<String> issued =
        token(TestClient.clientCredentialsForm(), proof(tokenClaims().claim("nonce", nonce)));

    assertThat(issued.statusCode()).isEqualTo(200);
    assertThat(issued.headers().firstValue("DPoP-Nonce")).isPresent();
    clock.advance(Duration.ofMinutes(5));
    assertThat(
            error(
                token(
                    TestClient.clientCredentialsForm(),
                    proof(tokenClaims().claim("nonce", nonce)))))
        .isEqualTo("use_dpop_nonce");
  }

  @Test
  void aPublicClientsRefreshTokenIsBoundToItsKey() throws Exception {
    Map<String, String> query = TestClient.authorizationQuery();
    query.put("client_id", PUBLIC.clientId());
    URI redirect = TestClient.person().allow(client.authorizationUri(query), "ada");
    Map<String, String> exchange =
        exchangeForm(TestClient.text(TestClient.queryOf(redirect), "code"));
    HttpResponse<String> issued = asPublic(exchange, proof(tokenClaims()));
    assertThat(issued.statusCode()).isEqualTo(200);
    Map<String, String> refresh = refreshForm(refreshToken(issued));
    ECKey own = key;
    newKey();
    assertThat(error(asPublic(refresh, proof(tokenClaims())))).isEqualTo("invalid_dpop_proof");
    key = own;

    assertThat(asPublic(refresh, proof(tokenClaims())).statusCode()).isEqualTo(200);
  }

  private HttpResponse<String> asPublic(Map<String, String> form, String proof)
      throws IOException, InterruptedException {
    Map<String, String> with = new HashMap<>(form);
    with.put("client_id", PUBLIC.clientId());
    return client.send(TestClient.post(provider.tokenEndpoint(), with).header("DPoP", proof));
  }

  private String refusal(String proof) throws IOException, InterruptedException {
    HttpResponse<String> refused = token(TestClient.clientCredentialsForm(), proof);
    assertThat(error(refused)).isEqualTo("invalid_dpop_proof");
    return new JsonObject(refused.body()).getString("error_description");
  }

  private HttpResponse<String> token(Map<String, String> form, String proof)
      throws IOException, InterruptedException {
    return client.send(
        TestClient.basic(REGISTRATION, TestClient.post(provider.tokenEndpoint(), form))
            .header("DPoP", proof));
  }

  private HttpResponse<String> userinfo(String token, String proof)
      throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(provider.userinfoEndpoint())
            .header("Authorization", "DPoP " + token)
            .header("DPoP", proof));
  }

  private JWTClaimsSet.Builder tokenClaims() {
    return claims("POST", provider.tokenEndpoint());
  }

  private JWTClaimsSet.Builder userinfoClaims(String token) {
    return claims("GET", provider.userinfoEndpoint()).claim("ath", Sha256.of(token).base64Url());
  }

  private JWTClaimsSet.Builder claims(String method, URI target) {
    return new JWTClaimsSet.Builder()
        .jwtID(UUID.randomUUID().toString())
        .claim("htm", method)
        .claim("htu", target.toString())
        .issueTime(Date.from(clock.instant()));
  }

  private String proof(JWTClaimsSet.Builder claims) throws JOSEException {
    SignedJWT proof =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.ES256)
                .type(new JOSEObjectType("dpop+jwt"))
                .jwk(key.toPublicJWK())
                .build(),
            claims.build());
    proof.sign(new ECDSASigner(key));
    return proof.serialize();
  }
}
