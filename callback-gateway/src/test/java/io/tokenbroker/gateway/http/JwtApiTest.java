// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.EncryptionMethod;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWEAlgorithm;
import com.nimbusds.jose.JWEHeader;
import com.nimbusds.jose.JWEObject;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSAEncrypter;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.OctetKeyPairGenerator;
import com.nimbusds.jose.util.Base64URL;
import io.tokenbroker.event.AuthorizationSucceeded;
import io.tokenbroker.event.RevokeToken;
import io.tokenbroker.key.TokenKey;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bearer tokens against a running gateway, with an issuer on loopback. */
class JwtApiTest {
  private static final Instant NOW = TestGateway.START;
  private static final String ID = "a".repeat(43);
  private static final String START = "/v1/connectors/crm/authorizations";
  private static final String DISCONNECT = "/v1/connectors/crm/disconnect";

  private final TestIssuer issuer = new TestIssuer();
  private TestGateway gateway;

  @BeforeEach
  void start(@TempDir Path folder) {
    gateway = gateway(folder, Optional.of(issuer.keysUrl()));
  }

  @AfterEach
  void stop() {
    gateway.close();
    issuer.close();
  }

  @Test
  void aUserStartsAndDisconnectsOneselfWithoutSayingTheOwnName() {
    String token = TestIssuer.sign(issuer.claims("alice", NOW, "start", "disconnect"));

    assertThat(post(START, "{}", token).statusCode()).isEqualTo(201);
    assertThat(post(START, "{\"user\":\"alice\"}", token).statusCode()).isEqualTo(201);
    assertThat(post(DISCONNECT, "{}", token).statusCode()).isEqualTo(202);
    assertThat(gateway.log.get(0).key()).isEqualTo("acme/crm/personal/alice/default");
    assertThat(gateway.events(RevokeToken.class).get(0).getRequestedBy()).isEqualTo("user:alice");
  }

  @Test
  void aUserWithoutAnyScopeForOthersIsNotLetNearThem() {
    String token = TestIssuer.sign(issuer.claims("alice", NOW, "start", "read", "disconnect"));

    assertForbidden(post(START, "{\"user\":\"bob\"}", token), "start:any");
    assertForbidden(post(DISCONNECT, "{\"user\":\"bob\"}", token), "disconnect:any");
    assertForbidden(get("/v1/connectors/crm/grant?user=bob", token), "read:any");
    assertForbidden(post(DISCONNECT + "?erase=true", "{}", token), "admin");
    assertThat(gateway.log).isEmpty();
  }

  @Test
  void aUserSeesTheOutcomesOfTheOwnGrantsOnly() {
    gateway.replies.accept(
        AuthorizationSucceeded.newBuilder()
            .setAuthorizationId(ID)
            .setTokenKey(TokenKey.personal("acme", "crm", "alice").toString())
            .setGeneration(7)
            .setSequence(2)
            .setExpiresAt(NOW)
            .setCompletedAt(NOW)
            .build());
    JsonObject bob = issuer.claims("bob", NOW, "read");

    assertThat(status(TestIssuer.sign(issuer.claims("alice", NOW, "read")))).isEqualTo("succeeded");
    assertThat(status(TestIssuer.sign(bob))).isEqualTo("pending");
    assertThat(status(TestIssuer.sign(issuer.claims("bob", NOW, "read:any"))))
        .isEqualTo("succeeded");
    assertThat(
            status(TestIssuer.sign(issuer.claims("alice", NOW, "admin").put("tenant", "globex"))))
        .isEqualTo("pending");
  }

  @Test
  void scopesWithoutThePrefixCountForNothing() {
    JsonObject claims = issuer.claims("alice", NOW).put("scope", "start admin broker.read");

    assertForbidden(post(START, "{}", TestIssuer.sign(claims)), "start");
    assertThat(status(TestIssuer.sign(claims))).isEqualTo("pending");
  }

  @Test
  void scopesThatAreNeitherATextNorAListCountForNothing() {
    JsonObject claims =
        issuer
            .claims("alice", NOW)
            .put("scope", new JsonObject().put("a", "broker.start").put("b", "broker.admin"));

    assertForbidden(post(START, "{}", TestIssuer.sign(claims)), "start");
    assertForbidden(post(DISCONNECT, "{\"user\":\"bob\"}", TestIssuer.sign(claims)), "disconnect");
  }

  @Test
  void aTokenWithoutAUserIsNobodyAndNeedsTheScopesForAll() {
    JsonObject claims = issuer.claims("", NOW, "start");
    claims.remove("sub");
    assertForbidden(post(START, "{\"user\":\"alice\"}", TestIssuer.sign(claims)), "start:any");

    claims.put("scope", "broker.start:any");
    assertThat(post(START, "{\"user\":\"alice\"}", TestIssuer.sign(claims)).statusCode())
        .isEqualTo(201);
  }

  @Test
  void ellipticAndEdwardsCurvesAreTakenToo() throws JOSEException {
    JWK ec = new ECKeyGenerator(Curve.P_256).keyID("ec").generate();
    JWK ed = new OctetKeyPairGenerator(Curve.Ed25519).keyID("ed").generate();
    issuer.publish(TestIssuer.KEY, ec, ed);
    gateway.clock.advance(Duration.ofSeconds(20));
    String claims = issuer.claims("alice", NOW, "read").encode();

    assertThat(status(TestIssuer.sign(header(JWSAlgorithm.ES256, "ec").build(), claims, ec)))
        .isEqualTo("pending");
    assertThat(status(TestIssuer.sign(header(JWSAlgorithm.EdDSA, "ed").build(), claims, ed)))
        .isEqualTo("pending");
    assertThat(
            status(
                TestIssuer.sign(
                    header(JWSAlgorithm.PS256, "key-1").build(), claims, TestIssuer.KEY)))
        .isEqualTo("pending");
  }

  /** Each is refused in the same words, whatever is wrong with it. */
  @TestFactory
  Stream<DynamicTest> isRefused() throws JOSEException {
    assertThat(status(TestIssuer.sign(good()))).isEqualTo("pending");
    return bad().entrySet().stream()
        .map(
            bad ->
                DynamicTest.dynamicTest(
                    bad.getKey(), () -> assertUnauthorized(get(outcome(), bad.getValue()))));
  }

  private Map<String, String> bad() throws JOSEException {
    Map<String, String> bad = new LinkedHashMap<>();
    badSignatures(bad);
    badHeaders(bad);
    badClaims(bad);
    badForms(bad);
    return bad;
  }

  private void badSignatures(Map<String, String> bad) throws JOSEException {
    String signed = TestIssuer.sign(good());
    String unsigned = signed.substring(0, signed.lastIndexOf('.') + 1);
    String claims = good().encode();
    bad.put("no algorithm", encoded("{\"alg\":\"none\"}") + "." + encoded(claims) + ".");
    bad.put(
        "no algorithm, in capitals", encoded("{\"alg\":\"NONE\"}") + "." + encoded(claims) + ".");
    bad.put("no signature", unsigned);
    // 256 bytes leave the last character two bits that no byte has: 'A' and 'B' mean the same.
    char last = signed.charAt(signed.length() - 1);
    bad.put(
        "a signature whose unused bits are set",
        signed.substring(0, signed.length() - 1) + (char) (last + 1));
    bad.put("a signature of zeroes", unsigned + Base64URL.encode(new byte[256]));
    String body = signed.split("\\.", -1)[1];
    bad.put(
        "claims of another token",
        signed.replace(body, encoded(good().put("sub", "root").encode())));
    bad.put(
        "another key of the same id",
        TestIssuer.sign(TestIssuer.header().build(), claims, TestIssuer.newKey("key-1")));
    JWSHeader hmac = header(JWSAlgorithm.HS256, "key-1").build();
    bad.put(
        "the public key as a shared secret, in DER",
        mac(hmac, TestIssuer.KEY.toRSAPublicKey().getEncoded()));
    bad.put(
        "the public key as a shared secret, in JSON",
        mac(hmac, TestIssuer.KEY.toPublicJWK().toJSONString().getBytes(StandardCharsets.UTF_8)));
    bad.put(
        "an algorithm that was not agreed on",
        TestIssuer.sign(header(JWSAlgorithm.RS512, "key-1").build(), claims, TestIssuer.KEY));
    JWK ec = new ECKeyGenerator(Curve.P_256).keyID("key-1").generate();
    bad.put(
        "an algorithm of another kind of key",
        TestIssuer.sign(header(JWSAlgorithm.ES256, "key-1").build(), claims, ec));
  }

  private void badHeaders(Map<String, String> bad) {
    RSAKey own = TestIssuer.newKey("own");
    bad.put("an unknown key id", signedAs(header(JWSAlgorithm.RS256, "key-2"), own));
    bad.put("a path as the key id", signedAs(header(JWSAlgorithm.RS256, "../../dev/null"), own));
    bad.put(
        "a URL as the key id",
        signedAs(header(JWSAlgorithm.RS256, "https://evil.example/keys#1"), own));
    bad.put("a query as the key id", signedAs(header(JWSAlgorithm.RS256, "x' or '1'='1"), own));
    bad.put("a very long key id", signedAs(header(JWSAlgorithm.RS256, "k".repeat(300)), own));
    bad.put("its own key", signedAs(TestIssuer.header().jwk(own.toPublicJWK()), own));
    bad.put(
        "its own key, with the issuer's signature",
        signedAs(TestIssuer.header().jwk(own.toPublicJWK()), TestIssuer.KEY));
    URI elsewhere = issuer.keysUrl();
    bad.put("a URL of keys", signedAs(TestIssuer.header().jwkURL(elsewhere), TestIssuer.KEY));
    bad.put(
        "a URL of a certificate",
        signedAs(TestIssuer.header().x509CertURL(elsewhere), TestIssuer.KEY));
    bad.put(
        "a critical extension",
        signedAs(
            TestIssuer.header().criticalParams(Set.of("exp")).customParam("exp", 1),
            TestIssuer.KEY));
    bad.put(
        "an unencoded payload",
        signedAs(
            TestIssuer.header().criticalParams(Set.of("b64")).base64URLEncodePayload(true),
            TestIssuer.KEY));
    bad.put(
        "another type of token",
        signedAs(TestIssuer.header().type(new JOSEObjectType("logout+jwt")), TestIssuer.KEY));
    bad.put(
        "a nested token",
        TestIssuer.sign(
            TestIssuer.header().contentType("JWT").build(),
            TestIssuer.sign(good()),
            TestIssuer.KEY));
  }

  private void badClaims(Map<String, String> bad) {
    bad.put("another issuer", signed(good().put("iss", "https://evil.example")));
    bad.put("an issuer with a slash more", signed(good().put("iss", issuer.issuer() + "/")));
    bad.put("no issuer", signed(without("iss")));
    bad.put("another audience", signed(good().put("aud", "https://other.example")));
    bad.put("no audience", signed(without("aud")));
    bad.put(
        "an audience that is an object",
        signed(good().put("aud", new JsonObject().put("for", TestIssuer.AUDIENCE))));
    bad.put(
        "an audience in a list in a list",
        signed(good().put("aud", new JsonArray().add(new JsonArray().add(TestIssuer.AUDIENCE)))));
    bad.put("an end that is true", signed(good().put("exp", true)));
    bad.put("an end that is nothing", signed(good().putNull("exp")));
    bad.put("an end before all time", signed(good().put("exp", -1)));
    bad.put("a start in words", signed(good().put("nbf", "0")));
    bad.put("a start that is nothing", signed(good().putNull("nbf")));
    bad.put(
        "a time that is over", signed(good().put("exp", NOW.minusSeconds(61).getEpochSecond())));
    bad.put("no end", signed(without("exp")));
    bad.put("an end in words", signed(good().put("exp", "9999999999")));
    bad.put("an end beyond all time", signed(good().put("exp", 1e300)));
    bad.put(
        "a time that has not come",
        signed(good().put("nbf", NOW.plusSeconds(61).getEpochSecond())));
    bad.put(
        "a birth in the future", signed(good().put("iat", NOW.plusSeconds(61).getEpochSecond())));
    bad.put("no tenant", signed(without("tenant")));
    bad.put("a list of tenants", signed(good().put("tenant", new JsonArray().add("acme"))));
    bad.put("an empty user", signed(good().put("sub", "")));
    bad.put("a user that is no name", signed(good().put("sub", "x".repeat(300))));
    String claims = good().encode();
    bad.put(
        "a user twice", signed(claims.substring(0, claims.length() - 1) + ",\"sub\":\"root\"}"));
    bad.put(
        "a tenant twice, escaped",
        signed(claims.substring(0, claims.length() - 1) + ",\"ten\\u0061nt\":\"globex\"}"));
    bad.put("claims that are no object", signed("[1]"));
    bad.put("claims and more", signed(claims + "{}"));
  }

  private void badForms(Map<String, String> bad) throws JOSEException {
    String signed = TestIssuer.sign(good());
    bad.put("more than 8 KiB", signed(good().put("padding", "x".repeat(6_200))));
    bad.put(
        "deeply nested claims", signed("{\"a\":" + "[".repeat(2_500) + "]".repeat(2_500) + "}"));
    bad.put("four parts", signed + ".x");
    bad.put("two parts", signed.substring(0, signed.lastIndexOf('.')));
    bad.put("nonsense", "nonsense");
    bad.put("dots", "..");
    bad.put("a header that is nothing", encoded("null") + signed.substring(signed.indexOf('.')));
    for (String header :
        new String[] {
          "{}",
          "[]",
          "{\"alg\":null}",
          "{\"alg\":7}",
          "{\"alg\":\"\"}",
          "{\"alg\":\"RS256\",\"kid\":7}",
          "{\"alg\":\"RS256\",\"kid\":null,\"typ\":[]}",
          "{\"alg\":\"RS256\",\"typ\":null,\"x5c\":[null]}",
          "{\"alg\":\"RS256\",\"x5c\":null}",
          "{\"alg\":\"RS256\",\"crit\":[null]}",
          "{\"alg\":\"RS256\",\"crit\":{}}",
          "{\"alg\":\"RS256\",\"b64\":null}",
          "{\"alg\":\"RS256\",\"jwk\":null}",
          "{\"alg\":\"RS256\",\"jwk\":{\"kty\":null}}",
          "{\"alg\":\"RS256\",\"jku\":\"://\"}",
          "{\"alg\":\"dir\",\"enc\":null}",
          "{\"alg\":\"RS256\",\"kid\":\"key-1\",\"a\":"
              + "[".repeat(1_500)
              + "]".repeat(1_500)
              + "}"
        }) {
      bad.put(
          "a header like " + header.substring(0, Math.min(50, header.length())),
          encoded(header) + signed.substring(signed.indexOf('.')));
    }
    bad.put(
        "a header with a name twice",
        encoded("{\"alg\":\"RS256\",\"kid\":\"key-1\",\"kid\":\"key-1\"}")
            + signed.substring(signed.indexOf('.')));
    JWEObject encrypted =
        new JWEObject(
            new JWEHeader.Builder(JWEAlgorithm.RSA_OAEP_256, EncryptionMethod.A256GCM)
                .contentType("JWT")
                .build(),
            new Payload(signed));
    encrypted.encrypt(new RSAEncrypter(TestIssuer.KEY.toRSAPublicKey()));
    bad.put("an encrypted token", encrypted.serialize());
  }

  @Test
  void aClockThatIsAMinuteOffIsTolerated() {
    assertThat(status(signed(good().put("exp", NOW.minusSeconds(59).getEpochSecond()))))
        .isEqualTo("pending");
    assertThat(status(signed(good().put("nbf", NOW.plusSeconds(59).getEpochSecond()))))
        .isEqualTo("pending");
  }

  @Test
  void twoCredentialsAreOneTooMany() {
    HttpResponse<String> response =
        TestBrowser.send(
            request(outcome(), TestIssuer.sign(good()))
                .header("X-Api-Key", gateway.acmeKey)
                .build());

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(new JsonObject(response.body()).getString("code")).isEqualTo("invalid_request");
  }

  @Test
  void apiKeysWorkBesideTokens() {
    assertThat(status(gateway.acmeKey)).isEqualTo("pending");
    assertUnauthorized(get(outcome(), "tbk_shop_" + TestFlow.STRANGE_STATE));
  }

  @Test
  void aBodyThatComesWhileTheTokenIsLookedAtIsNotLost() {
    assertThat(status(TestIssuer.sign(good()))).isEqualTo("pending");
    String token = TestIssuer.sign(issuer.claims("alice", NOW, "start"));
    String scopes = new JsonArray(Collections.nCopies(60, "contacts")).encode();

    for (int i = 0; i < 20; i++) {
      assertThat(post(START, "{\"scopes\":" + scopes + "}", token).statusCode()).isEqualTo(201);
    }
    assertThat(post(START, " ".repeat(33_000), token).statusCode()).isEqualTo(413);
  }

  @Test
  void aNewKeyIsFoundAndOneThatWasTakenBackIsForgotten() {
    String old = TestIssuer.sign(good());
    assertThat(status(old)).isEqualTo("pending");
    RSAKey next = TestIssuer.newKey("key-2");
    issuer.publish(next);
    gateway.clock.advance(Duration.ofSeconds(10));

    assertThat(status(signedAs(header(JWSAlgorithm.RS256, "key-2"), next))).isEqualTo("pending");
    assertUnauthorized(get(outcome(), old));
  }

  @Test
  void unknownKeysMakeTheGatewayAskAtMostOnceInTenSeconds() {
    assertThat(status(TestIssuer.sign(good()))).isEqualTo("pending");
    gateway.clock.advance(Duration.ofSeconds(10));
    RSAKey own = TestIssuer.newKey("own");
    int before = issuer.fetches.get();

    for (int i = 0; i < 20; i++) {
      assertUnauthorized(get(outcome(), signedAs(header(JWSAlgorithm.RS256, "unknown-" + i), own)));
    }
    assertThat(issuer.fetches.get()).isEqualTo(before + 1);
  }

  @Test
  void whileTheIssuerIsAwayItsLastKeysStayInForceForFourHours() {
    assertThat(status(TestIssuer.sign(good()))).isEqualTo("pending");
    issuer.isDown = true;
    gateway.clock.advance(Duration.ofHours(4).minusSeconds(1));
    assertThat(status(TestIssuer.sign(issuer.claims("alice", gateway.clock.instant(), "read"))))
        .isEqualTo("pending");

    gateway.clock.advance(Duration.ofSeconds(11));
    String later = TestIssuer.sign(issuer.claims("alice", gateway.clock.instant(), "read"));
    assertThat(get(outcome(), later).statusCode()).isEqualTo(503);
    assertThat(status(gateway.acmeKey)).isEqualTo("pending");

    issuer.isDown = false;
    gateway.clock.advance(Duration.ofSeconds(11));
    assertThat(status(later)).isEqualTo("pending");
  }

  @Test
  void aSlowIssuerHoldsUpNobodyWhoseKeyIsKnown() {
    assertThat(status(TestIssuer.sign(good()))).isEqualTo("pending");
    gateway.clock.advance(Duration.ofSeconds(10));
    int before = issuer.fetches.get();
    issuer.holdBack = Optional.of(new CountDownLatch(1));
    RSAKey own = TestIssuer.newKey("own");
    var waiting =
        Stream.generate(() -> signedAs(header(JWSAlgorithm.RS256, "unknown"), own))
            .limit(50)
            .map(
                token ->
                    CompletableFuture.supplyAsync(
                        () -> get(outcome(), token), task -> new Thread(task, "waiting").start()))
            .toList();
    Awaitility.await().until(() -> issuer.fetches.get() == before + 1);

    assertThat(status(TestIssuer.sign(good()))).isEqualTo("pending");
    issuer.holdBack.orElseThrow().countDown();
    waiting.forEach(response -> assertUnauthorized(response.join()));
    assertThat(issuer.fetches.get()).isEqualTo(before + 1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"kty\":\"EC\",\"crv\":\"brainpoolP256r1\",\"kid\":\"odd\",\"x\":\"AQ\",\"y\":\"AQ\"}",
        "{\"kty\":\"EC\",\"crv\":\"P-256\",\"kid\":\"odd\"}",
        "{\"kty\":\"LWE\",\"kid\":\"odd\"}",
        "{\"kid\":\"odd\"}",
        "{\"kty\":null,\"kid\":\"odd\"}",
        "{\"kty\":\"RSA\",\"kid\":\"odd\",\"n\":null,\"e\":\"AQAB\"}",
        "{\"kty\":\"RSA\",\"kid\":\"odd\",\"n\":\"\",\"e\":\"\"}",
        "{\"kty\":\"RSA\",\"kid\":\"odd\",\"n\":\"AQAB\",\"e\":\"AQAB\",\"x5c\":[\"AQ\"]}",
        "{\"kty\":\"RSA\",\"kid\":\"odd\",\"n\":\"AQAB\",\"e\":\"AQAB\",\"x5c\":[null]}",
        "{\"kty\":\"RSA\",\"kid\":\"odd\",\"n\":\"AQAB\",\"e\":\"AQAB\",\"key_ops\":[7]}",
        "{\"kty\":\"RSA\",\"kid\":\"odd\",\"n\":\"AQAB\",\"e\":\"AQAB\",\"key_ops\":[null]}",
        "{\"kty\":\"RSA\",\"kid\":\"odd\",\"n\":\"AQAB\",\"e\":\"AQAB\",\"oth\":[null]}",
        "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"kid\":\"odd\",\"x\":\"\"}",
        "{\"kty\":\"oct\",\"kid\":\"odd\",\"k\":\"AQAB\"}",
        "null",
        "[]",
        "7"
      })
  void aKeyThatCanNotBeReadIsPassedOver(String odd) {
    RSAKey next = TestIssuer.newKey("key-2");
    issuer.instead =
        Optional.of("{\"keys\":[" + odd + "," + next.toPublicJWK().toJSONString() + "]}");
    gateway.clock.advance(Duration.ofSeconds(10));

    assertThat(status(signedAs(header(JWSAlgorithm.RS256, "key-2"), next))).isEqualTo("pending");
  }

  @Test
  void aKeyThatIsNotForVerificationVerifiesNothing() {
    RSAKey other = TestIssuer.newKey("key-2");
    for (String operations : new String[] {"[\"encrypt\"]", "[\"wrapKey\",\"unwrapKey\"]", "[]"}) {
      JsonObject key =
          new JsonObject(other.toPublicJWK().toJSONObject())
              .put("key_ops", new JsonArray(operations));
      publish(key);
      assertUnauthorized(get(outcome(), signedAs(header(JWSAlgorithm.RS256, "key-2"), other)));
    }
    publish(
        new JsonObject(other.toPublicJWK().toJSONObject())
            .put("key_ops", new JsonArray().add("verify")));

    assertThat(status(signedAs(header(JWSAlgorithm.RS256, "key-2"), other))).isEqualTo("pending");
  }

  @Test
  void aKeyIsNotLongerForTheZeroesBeforeIt() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(1024);
    KeyPair pair = generator.generateKeyPair();
    RSAPublicKey known = (RSAPublicKey) pair.getPublic();
    byte[] padded = new byte[256];
    byte[] modulus = known.getModulus().toByteArray();
    System.arraycopy(modulus, 0, padded, padded.length - modulus.length, modulus.length);
    publish(
        new JsonObject()
            .put("kty", "RSA")
            .put("kid", "key-2")
            .put("e", "AQAB")
            .put("n", Base64URL.encode(padded).toString()));
    String signed =
        encoded("{\"alg\":\"RS256\",\"kid\":\"key-2\"}") + "." + encoded(good().encode());
    Signature signature = Signature.getInstance("SHA256withRSA");
    signature.initSign(pair.getPrivate());
    signature.update(signed.getBytes(StandardCharsets.US_ASCII));

    assertUnauthorized(get(outcome(), signed + "." + Base64URL.encode(signature.sign())));
  }

  /** Beside the one that is always there. */
  private void publish(JsonObject key) {
    issuer.instead =
        Optional.of(
            "{\"keys\":["
                + TestIssuer.KEY.toPublicJWK().toJSONString()
                + ","
                + key.encode()
                + "]}");
    gateway.clock.advance(Duration.ofSeconds(10));
  }

  @Test
  void keysThatAreNoneOrTooLargeLeaveTheLastOnesInForce() {
    assertThat(status(TestIssuer.sign(good()))).isEqualTo("pending");
    RSAKey encrypting =
        new RSAKey.Builder(TestIssuer.KEY.toPublicJWK()).keyUse(KeyUse.ENCRYPTION).build();
    String[] useless = {
      "{\"keys\":[]}",
      "{",
      "[]",
      "{\"keys\":[" + encrypting.toJSONString() + "]}",
      "{\"keys\":[],\"padding\":\"" + "x".repeat(300_000) + "\"}"
    };
    RSAKey own = TestIssuer.newKey("own");
    for (String answer : useless) {
      issuer.instead = Optional.of(answer);
      gateway.clock.advance(Duration.ofSeconds(10));
      int before = issuer.fetches.get();
      assertUnauthorized(get(outcome(), signedAs(header(JWSAlgorithm.RS256, "unknown"), own)));
      assertThat(issuer.fetches.get()).isEqualTo(before + 1);
      assertThat(status(TestIssuer.sign(good()))).isEqualTo("pending");
    }
  }

  @Test
  void theKeysAreFoundByTheIssuersMetadata(@TempDir Path folder) {
    gateway.close();
    issuer.metadata =
        Optional.of(
            new JsonObject()
                .put("issuer", issuer.issuer())
                .put("jwks_uri", issuer.keysUrl().toString())
                .encode());
    gateway = gateway(folder, Optional.empty());

    assertThat(status(TestIssuer.sign(good()))).isEqualTo("pending");
  }

  @Test
  void metadataOfAnotherIssuerOrWithKeysOverPlainHttpBringNoKeys(@TempDir Path folder) {
    assertThat(status(TestIssuer.sign(good()))).isEqualTo("pending");
    gateway.close();
    int before = issuer.fetches.get();
    issuer.metadata =
        Optional.of(
            new JsonObject()
                .put("issuer", "https://evil.example")
                .put("jwks_uri", issuer.keysUrl().toString())
                .encode());
    gateway = gateway(folder, Optional.empty());
    assertThat(get(outcome(), TestIssuer.sign(good())).statusCode()).isEqualTo(503);

    issuer.metadata =
        Optional.of(
            new JsonObject()
                .put("issuer", issuer.issuer())
                .put("jwks_uri", "http://keys.example/keys")
                .encode());
    gateway.clock.advance(Duration.ofSeconds(10));
    assertThat(get(outcome(), TestIssuer.sign(good())).statusCode()).isEqualTo(503);
    assertThat(issuer.fetches.get()).isEqualTo(before);
  }

  private TestGateway gateway(Path folder, Optional<URI> jwksUrl) {
    return new TestGateway(
        folder, Duration.ofMillis(500), Optional.empty(), Optional.of(issuer.settings(jwksUrl)));
  }

  private JsonObject good() {
    return issuer.claims("alice", NOW, "read");
  }

  private JsonObject without(String claim) {
    JsonObject claims = good();
    claims.remove(claim);
    return claims;
  }

  private static String signed(JsonObject claims) {
    return TestIssuer.sign(claims);
  }

  private static String signed(String claims) {
    return TestIssuer.sign(TestIssuer.header().build(), claims, TestIssuer.KEY);
  }

  private String signedAs(JWSHeader.Builder header, RSAKey key) {
    return TestIssuer.sign(header.build(), good().encode(), key);
  }

  private static JWSHeader.Builder header(JWSAlgorithm algorithm, String keyId) {
    return new JWSHeader.Builder(algorithm).keyID(keyId);
  }

  private String mac(JWSHeader header, byte[] secret) throws JOSEException {
    JWSObject token = new JWSObject(header, new Payload(good().encode()));
    token.sign(new MACSigner(secret));
    return token.serialize();
  }

  private static String encoded(String text) {
    return Base64URL.encode(text).toString();
  }

  private static String outcome() {
    return "/v1/authorizations/" + ID;
  }

  private String status(String token) {
    HttpResponse<String> response = get(outcome(), token);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return new JsonObject(response.body()).getString("status");
  }

  private HttpRequest.Builder request(String path, String token) {
    return HttpRequest.newBuilder(gateway.url(path))
        // HTTP/2 has a limit of its own for headers.
        .version(HttpClient.Version.HTTP_1_1)
        .timeout(Duration.ofSeconds(20))
        .header("Authorization", "Bearer " + token);
  }

  private HttpResponse<String> get(String path, String token) {
    return TestBrowser.send(request(path, token).build());
  }

  private HttpResponse<String> post(String path, String body, String token) {
    return TestBrowser.send(request(path, token).POST(BodyPublishers.ofString(body)).build());
  }

  private static void assertUnauthorized(HttpResponse<String> response) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(401);
    assertThat(response.headers().firstValue("www-authenticate"))
        .contains("Bearer realm=\"tokenbroker\", error=\"invalid_token\"");
    assertThat(new JsonObject(response.body()).getString("detail"))
        .isEqualTo(
            "Send a valid API key as 'Authorization: Bearer tbk_...' or in the header X-Api-Key,"
                + " or a valid token of the deployment's issuer as 'Authorization: Bearer'.");
  }

  private static void assertForbidden(HttpResponse<String> response, String scope) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(403);
    assertThat(response.headers().firstValue("www-authenticate"))
        .contains(
            "Bearer realm=\"tokenbroker\", error=\"insufficient_scope\", scope=\"" + scope + "\"");
    assertThat(new JsonObject(response.body()).getString("code")).isEqualTo("insufficient_scope");
  }
}
