// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.provider.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.SignedJWT;
import io.tokenbroker.broker.SampleConnectors;
import io.tokenbroker.broker.lifecycle.Effect;
import io.tokenbroker.event.BasicCredentialsEncoding;
import io.tokenbroker.event.ConnectorDefined;
import io.tokenbroker.event.RequestFormat;
import io.tokenbroker.secrets.Secret;
import io.tokenbroker.secrets.SecretAccess;
import java.security.PrivateKey;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClientAuthenticationTest {
  private static final Instant NOW = Instant.parse("2026-03-01T09:00:00Z");
  private static final Secret SECRET = Secret.of("a secret of thirty-two bytes or more");

  private static RSAKey rsa;

  @BeforeAll
  static void makeKey() throws Exception {
    rsa = new RSAKeyGenerator(2048).keyID("k-1").generate();
  }

  @Test
  void someProvidersDecodeNothingInBasicCredentials() {
    TokenEndpointRequest request =
        request(
            connector("client_secret_basic")
                .setBasicCredentialsEncoding(BasicCredentialsEncoding.NONE),
            Secret.of("p w%"));

    assertThat(header(request, "Authorization")).isEqualTo("Basic " + base64("client-1:p w%"));
  }

  @Test
  void inJsonThePostedCredentialsAreInTheObject() {
    TokenEndpointRequest request =
        request(
            connector("client_secret_post").setRequestFormat(RequestFormat.JSON), Secret.of("s"));

    assertThat(body(request))
        .isEqualTo(
            "{\"grant_type\":\"refresh_token\",\"refresh_token\":\"rt\","
                + "\"client_id\":\"client-1\",\"client_secret\":\"s\"}");
  }

  @Test
  void aSecretMaySignAnAssertion() throws Exception {
    TokenEndpointRequest request = request(connector("client_secret_jwt"), SECRET);
    SignedJWT assertion = assertion(request);

    assertThat(body(request))
        .startsWith(
            "grant_type=refresh_token&refresh_token=rt&client_id=client-1"
                + "&client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3A"
                + "client-assertion-type%3Ajwt-bearer&client_assertion=ey")
        .doesNotContain("secret+of");
    assertThat(assertion.getHeader().getAlgorithm()).isEqualTo(JWSAlgorithm.HS256);
    assertThat(assertion.verify(new MACVerifier(SECRET.revealBytes(SecretAccess.get())))).isTrue();
    assertThat(request.secrets()).contains(SECRET, Secret.of(assertion.serialize()));
  }

  @Test
  void anAssertionSaysWhoForWhomAndHowLong() throws Exception {
    SignedJWT first = assertion(request(connector("client_secret_jwt"), SECRET));
    SignedJWT second = assertion(request(connector("client_secret_jwt"), SECRET));

    assertThat(first.getJWTClaimsSet().getIssuer()).isEqualTo("client-1");
    assertThat(first.getJWTClaimsSet().getSubject()).isEqualTo("client-1");
    assertThat(first.getJWTClaimsSet().getIssueTime()).isEqualTo(Date.from(NOW));
    assertThat(first.getJWTClaimsSet().getExpirationTime())
        .isEqualTo(Date.from(NOW.plusSeconds(60)));
    assertThat(first.getJWTClaimsSet().getJWTID())
        .isNotBlank()
        .isNotEqualTo(second.getJWTClaimsSet().getJWTID());
  }

  @Test
  void anAssertionIsForWhomTheConnectorSaysElseTheIssuerElseTheTokenEndpoint() throws Exception {
    ConnectorDefined.Builder connector = connector("client_secret_jwt");

    assertThat(audience(connector)).containsExactly("https://provider.example/token");
    assertThat(audience(connector.setIssuer("https://provider.example")))
        .containsExactly("https://provider.example");
    assertThat(audience(connector.setClientAssertionAudience("urn:them")))
        .containsExactly("urn:them");
  }

  @ParameterizedTest
  @ValueSource(strings = {"RS256", "RS512", "PS256"})
  void aKeySignsWithTheAlgorithmThatTheConnectorNames(String algorithm) throws Exception {
    SignedJWT assertion =
        assertion(
            withKey(
                connector("private_key_jwt").setClientAssertionAlgorithm(algorithm),
                rsa.toJSONString()));

    assertThat(assertion.getHeader().getAlgorithm().getName()).isEqualTo(algorithm);
    assertThat(assertion.getHeader().getKeyID()).isEqualTo("k-1");
    assertThat(assertion.verify(new RSASSAVerifier(rsa))).isTrue();
  }

  @Test
  void anRsaKeyInPemSignsWithRs256() throws Exception {
    SignedJWT assertion = assertion(withKey(connector("private_key_jwt"), pem(rsa.toPrivateKey())));

    assertThat(assertion.getHeader().getAlgorithm()).isEqualTo(JWSAlgorithm.RS256);
    assertThat(assertion.getHeader().getKeyID()).isNull();
    assertThat(assertion.verify(new RSASSAVerifier(rsa))).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"P-256, ES256", "P-384, ES384", "P-521, ES512"})
  void anEllipticCurveKeySignsWithItsCurvesAlgorithm(String curve, String algorithm)
      throws Exception {
    ECKey key = new ECKeyGenerator(Curve.parse(curve)).generate();
    JWSVerifier verifier = new ECDSAVerifier(key);

    for (String text : List.of(key.toJSONString(), pem(key.toPrivateKey()))) {
      SignedJWT assertion = assertion(withKey(connector("private_key_jwt"), text));
      assertThat(assertion.getHeader().getAlgorithm().getName()).isEqualTo(algorithm);
      assertThat(assertion.verify(verifier)).isTrue();
    }
  }

  @Test
  void aKeysOwnAlgorithmCountsWhereTheConnectorNamesNone() throws Exception {
    RSAKey own = new RSAKey.Builder(rsa).algorithm(JWSAlgorithm.PS384).build();

    assertThat(
            assertion(withKey(connector("private_key_jwt"), own.toJSONString()))
                .getHeader()
                .getAlgorithm())
        .isEqualTo(JWSAlgorithm.PS384);
  }

  @Test
  void withACertificateTheBodyNamesTheClientAndTheKeyGoesToTheConnection() throws Exception {
    ConnectorDefined.Builder connector =
        connector("tls_client_auth").setClientCertificate("-----BEGIN CERTIFICATE-----");
    ClientAuthentication.Tls client =
        (ClientAuthentication.Tls)
            ClientMethod.of(
                    connector.build(), List.of(), Optional.of(Secret.of(rsa.toJSONString())))
                .get(0);

    assertThat(body(withKey(connector, rsa.toJSONString()))).endsWith("&client_id=client-1");
    assertThat(client.certificateChain()).isEqualTo("-----BEGIN CERTIFICATE-----");
    assertThat(client.key().pem().reveal(SecretAccess.get())).isEqualTo(pem(rsa.toPrivateKey()));
  }

  @Test
  void aPublicClientNamesItselfWhateverSecretsItHas() {
    assertThat(body(request(connector("none"), Secret.of("s"))))
        .isEqualTo("grant_type=refresh_token&refresh_token=rt&client_id=client-1");
  }

  @Test
  void eachOfTwoSecretsIsAProofOfItsOwn() {
    for (String method :
        List.of("client_secret_basic", "client_secret_post", "client_secret_jwt")) {
      List<ClientAuthentication> proofs =
          ClientMethod.of(
              connector(method).build(),
              List.of(Secret.of("one"), Secret.of("two")),
              Optional.empty());

      assertThat(proofs)
          .extracting(ClientAuthentication::secret)
          .containsExactly(Optional.of(Secret.of("one")), Optional.of(Secret.of("two")));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-----BEGIN RSA PRIVATE KEY-----\ns3cret\n-----END RSA PRIVATE KEY-----",
        "-----BEGIN PRIVATE KEY-----\ns3cretAA\n-----END PRIVATE KEY-----",
        "-----BEGIN PRIVATE KEY-----\n!!s3cret\n-----END PRIVATE KEY-----",
        "-----BEGIN ENCRYPTED PRIVATE KEY-----\ns3cret\n-----END ENCRYPTED PRIVATE KEY-----",
        "{\"kty\":\"RSA\",\"d\":\"s3cret\"}",
        "{\"kty\":\"oct\",\"k\":\"s3cret\"}",
        "{\"kty\":\"EC\",\"crv\":\"secp256k1\",\"x\":\"AA\",\"y\":\"AA\",\"d\":\"s3cret\"}",
        "{s3cret",
        "s3cret"
      })
  void aKeyThatIsNoneIsNamedAndNotQuoted(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> withKey(connector("private_key_jwt"), text))
        .withMessageContaining("client key")
        .withMessageNotContaining("s3cret")
        .withNoCause();
  }

  @Test
  void aPublicKeyProvesNothing() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> withKey(connector("private_key_jwt"), rsa.toPublicJWK().toJSONString()))
        .withMessageContaining("public");
  }

  @ParameterizedTest
  @CsvSource({
    "private_key_jwt, ES256",
    "private_key_jwt, HS256",
    "private_key_jwt, none",
    "client_secret_jwt, RS256",
    "client_secret_jwt, HS512"
  })
  void anAlgorithmThatDoesNotFitIsRefused(String method, String algorithm) {
    ConnectorDefined connector = connector(method).setClientAssertionAlgorithm(algorithm).build();

    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                TokenEndpointRequest.of(
                    connector,
                    ClientMethod.of(
                            connector, List.of(SECRET), Optional.of(Secret.of(rsa.toJSONString())))
                        .get(0),
                    new Effect.Refresh(Secret.of("rt")),
                    NOW));
  }

  @ParameterizedTest
  @ValueSource(strings = {"client_secret_jwt", "private_key_jwt", "tls_client_auth", "kerberos"})
  void aMethodThatLacksWhatItNeedsIsRefused(String method) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ClientMethod.of(connector(method).build(), List.of(), Optional.empty()))
        .withMessageContaining(method);
  }

  @Test
  void noProofShowsItsSecret() throws Exception {
    Secret key = Secret.of(rsa.toJSONString());

    assertThat(
            ClientMethod.of(connector("private_key_jwt").build(), List.of(), Optional.of(key))
                .toString())
        .doesNotContain(rsa.getPrivateExponent().toString());
    assertThat(
            ClientMethod.of(
                    connector("client_secret_jwt").build(), List.of(SECRET), Optional.of(key))
                .toString())
        .doesNotContain("thirty-two");
  }

  private static ConnectorDefined.Builder connector(String method) {
    return SampleConnectors.connector(Optional.empty()).setTokenEndpointAuthMethod(method);
  }

  private static List<String> audience(ConnectorDefined.Builder connector) throws Exception {
    return assertion(request(connector, SECRET)).getJWTClaimsSet().getAudience();
  }

  private static SignedJWT assertion(TokenEndpointRequest request) throws Exception {
    String body = body(request);
    return SignedJWT.parse(body.substring(body.indexOf("client_assertion=") + 17));
  }

  private static TokenEndpointRequest request(ConnectorDefined.Builder connector, Secret secret) {
    return request(connector, List.of(secret), Optional.empty());
  }

  private static TokenEndpointRequest withKey(ConnectorDefined.Builder connector, String key) {
    return request(connector, List.of(), Optional.of(Secret.of(key)));
  }

  private static TokenEndpointRequest request(
      ConnectorDefined.Builder builder, List<Secret> secrets, Optional<Secret> key) {
    ConnectorDefined connector = builder.build();
    return TokenEndpointRequest.of(
        connector,
        ClientMethod.of(connector, secrets, key).get(0),
        new Effect.Refresh(Secret.of("rt")),
        NOW);
  }

  private static String body(TokenEndpointRequest request) {
    return request.body().orElseThrow().reveal(SecretAccess.get());
  }

  private static String header(TokenEndpointRequest request, String name) {
    return Optional.ofNullable(request.headers().get(name))
        .orElseThrow()
        .reveal(SecretAccess.get());
  }

  private static String base64(String text) {
    return Base64.getEncoder()
        .encodeToString(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  private static String pem(PrivateKey key) {
    return "-----BEGIN PRIVATE KEY-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getEncoded())
        + "\n-----END PRIVATE KEY-----\n";
  }
}
