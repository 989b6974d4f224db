// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.provider;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jwt.SignedJWT;
import io.tokenbroker.broker.SampleConnectors;
import io.tokenbroker.broker.lifecycle.Effect;
import io.tokenbroker.broker.lifecycle.TokenResponse;
import io.tokenbroker.broker.network.ProviderNetwork;
import io.tokenbroker.dpop.ProofKey;
import io.tokenbroker.event.ConnectorDefined;
import io.tokenbroker.event.ErrorClass;
import io.tokenbroker.event.Pkce;
import io.tokenbroker.event.ProofOfPossession;
import io.tokenbroker.key.ConnectorId;
import io.tokenbroker.secrets.CannotOpenException;
import io.tokenbroker.secrets.Secret;
import io.vertx.core.Vertx;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Conversations with a provider that answers as it is told. */
class ConversationsTest {
  private static final ConnectorId ID =
      new ConnectorId(SampleConnectors.TENANT, SampleConnectors.CONNECTOR);
  private static final Instant NOW = Instant.parse("2026-03-01T09:00:00Z");
  private static final Effect.Call REFRESH = new Effect.Refresh(Secret.of("rt"));
  private static final String TOKENS = "{\"access_token\":\"at\",\"token_type\":\"DPoP\"}";
  private static final String VERIFIER = "v".repeat(43);

  private final Vertx vertx = Vertx.vertx();
  private final ProviderHttp http =
      new ProviderHttp(
          vertx,
          Clock.fixed(NOW, ZoneOffset.UTC),
          Duration.ofSeconds(20),
          4,
          ProviderNetwork.loopbackAllowed());
  private final Conversations conversations =
      new Conversations(new ClientProofs((value, data) -> bytes(value)), http);

  @AfterEach
  void close() throws Exception {
    http.close();
    vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  @Test
  void whereTheFirstSecretIsRefusedTheSecondIsTriedInTheSameAttempt() throws Exception {
    try (ScriptedProvider provider = new ScriptedProvider(vertx, onlyFor("client_secret=new"))) {
      ConnectorDefined connector = twoSecrets(provider).build();

      assertThat(hold(connector, REFRESH)).isInstanceOf(CallOutcome.Succeeded.class);
      assertThat(bodies(provider))
          .containsExactly(
              "grant_type=refresh_token&refresh_token=rt&client_id=client-1&client_secret=old",
              "grant_type=refresh_token&refresh_token=rt&client_id=client-1&client_secret=new");
    }
  }

  @Test
  void theSecretThatWorkedLastIsTriedFirst() throws Exception {
    try (ScriptedProvider provider = new ScriptedProvider(vertx, onlyFor("client_secret=new"))) {
      ConnectorDefined connector = twoSecrets(provider).build();
      hold(connector, REFRESH);
      int before = provider.asked().size();

      assertThat(hold(connector, REFRESH)).isInstanceOf(CallOutcome.Succeeded.class);
      assertThat(bodies(provider).subList(before, provider.asked().size()))
          .singleElement()
          .asString()
          .endsWith("client_secret=new");
    }
  }

  @Test
  void anotherRevisionBeginsWithItsFirstSecret() throws Exception {
    try (ScriptedProvider provider = new ScriptedProvider(vertx, onlyFor("client_secret=new"))) {
      hold(twoSecrets(provider).build(), REFRESH);

      hold(twoSecrets(provider).setRevision(8).build(), REFRESH);

      assertThat(provider.asked()).hasSize(4);
    }
  }

  @Test
  void whereBothAreRefusedTheConnectorIsBroken() throws Exception {
    try (ScriptedProvider provider = new ScriptedProvider(vertx, onlyFor("nobody"))) {
      CallOutcome outcome = hold(twoSecrets(provider).build(), REFRESH);

      assertThat(outcome).isInstanceOf(CallOutcome.Failed.class);
      assertThat(((CallOutcome.Failed) outcome).error()).isEqualTo("invalid_client");
      assertThat(((CallOutcome.Failed) outcome).errorClass()).isEqualTo(ErrorClass.CONFIGURATION);
      assertThat(provider.asked()).hasSize(2);
    }
  }

  @Test
  void aSecondSecretIsNotTriedOnAnythingElse() throws Exception {
    try (ScriptedProvider provider =
        new ScriptedProvider(
            vertx, asked -> ScriptedProvider.Reply.of(400, "{\"error\":\"invalid_grant\"}"))) {
      hold(twoSecrets(provider).build(), REFRESH);

      assertThat(provider.asked()).hasSize(1);
    }
  }

  @Test
  void aSingleSecretIsTriedOnce() throws Exception {
    try (ScriptedProvider provider = new ScriptedProvider(vertx, onlyFor("nobody"))) {
      hold(twoSecrets(provider).setSealedAlternateClientSecret(null).build(), REFRESH);

      assertThat(provider.asked()).hasSize(1);
    }
  }

  @Test
  void basicCredentialsAreRefusedByTheStatusAlone() throws Exception {
    String second = "Basic " + base64("client-1:new");
    try (ScriptedProvider provider =
        new ScriptedProvider(
            vertx,
            asked ->
                asked.header("Authorization").equals(Optional.of(second))
                    ? ScriptedProvider.Reply.of(200, TOKENS)
                    : ScriptedProvider.Reply.of(401, ""))) {
      ConnectorDefined connector =
          twoSecrets(provider).setTokenEndpointAuthMethod("client_secret_basic").build();

      assertThat(hold(connector, REFRESH)).isInstanceOf(CallOutcome.Succeeded.class);
      assertThat(provider.asked()).hasSize(2);
    }
  }

  @Test
  void aProofOfPossessionGoesWithATokenRequest() throws Exception {
    try (ScriptedProvider provider =
        new ScriptedProvider(vertx, asked -> ScriptedProvider.Reply.of(200, TOKENS))) {
      TokenResponse response = tokens(hold(dpop(provider).build(), exchange()));
      SignedJWT proof = proof(provider, 0);

      assertThat(proof.getJWTClaimsSet().getStringClaim("htm")).isEqualTo("POST");
      assertThat(proof.getJWTClaimsSet().getStringClaim("htu"))
          .isEqualTo(provider.at("/token").toString());
      assertThat(proof.getJWTClaimsSet().getIssueTime()).isEqualTo(Date.from(NOW));
      assertThat(proof.getJWTClaimsSet().getClaim("ath")).isNull();
      assertThat(proof.getJWTClaimsSet().getClaim("nonce")).isNull();
      assertThat(proof.verify(new ECDSAVerifier((ECKey) proof.getHeader().getJWK()))).isTrue();
      assertThat(response.tokenType()).isEqualTo("DPoP");
      assertThat(ProofKey.of(response.proofKey().orElseThrow()).thumbprint())
          .isEqualTo(thumbprint(proof));
    }
  }

  @Test
  void aRefreshProvesTheGrantsKeyWhateverTheConnectorSaysNow() throws Exception {
    ProofKey key = ProofKey.generate();
    try (ScriptedProvider provider =
        new ScriptedProvider(vertx, asked -> ScriptedProvider.Reply.of(200, TOKENS))) {
      Effect.Call refresh = new Effect.Refresh(Secret.of("rt"), Optional.of(key.jwk()));

      TokenResponse bound = tokens(hold(dpop(provider).build(), refresh));
      hold(dpop(provider).setProofOfPossession(ProofOfPossession.NONE).build(), refresh);

      assertThat(bound.proofKey()).contains(key.jwk());
      assertThat(thumbprint(proof(provider, 0))).isEqualTo(key.thumbprint());
      assertThat(thumbprint(proof(provider, 1))).isEqualTo(key.thumbprint());
    }
  }

  @Test
  void aServerThatGivesABearerTokenHasBoundItToNoKey() throws Exception {
    try (ScriptedProvider provider =
        new ScriptedProvider(
            vertx, asked -> ScriptedProvider.Reply.of(200, "{\"access_token\":\"at\"}"))) {
      assertThat(tokens(hold(dpop(provider).build(), exchange())).proofKey()).isEmpty();
    }
  }

  @Test
  void withoutProofOfPossessionThereIsNone() throws Exception {
    try (ScriptedProvider provider =
        new ScriptedProvider(vertx, asked -> ScriptedProvider.Reply.of(200, TOKENS))) {
      ConnectorDefined connector =
          dpop(provider).setProofOfPossession(ProofOfPossession.NONE).build();

      assertThat(tokens(hold(connector, exchange())).proofKey()).isEmpty();
      assertThat(provider.asked().get(0).header("DPoP")).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 401})
  void aServerThatWantsANonceGetsItInTheSameAttempt(int status) throws Exception {
    try (ScriptedProvider provider = new ScriptedProvider(vertx, nonces(status))) {
      CallOutcome outcome = hold(dpop(provider).build(), exchange());

      assertThat(outcome).isInstanceOf(CallOutcome.Succeeded.class);
      assertThat(provider.asked()).hasSize(2);
      assertThat(proof(provider, 1).getJWTClaimsSet().getStringClaim("nonce")).isEqualTo("n-1");
      assertThat(thumbprint(proof(provider, 1))).isEqualTo(thumbprint(proof(provider, 0)));
      assertThat(proof(provider, 1).getJWTClaimsSet().getJWTID())
          .isNotEqualTo(proof(provider, 0).getJWTClaimsSet().getJWTID());
    }
  }

  @Test
  void theNewestNonceIsInTheNextProof() throws Exception {
    try (ScriptedProvider provider =
        new ScriptedProvider(
            vertx, asked -> new ScriptedProvider.Reply(200, Map.of("DPoP-Nonce", "n-2"), TOKENS))) {
      hold(dpop(provider).build(), exchange());
      hold(dpop(provider).build(), REFRESH);

      assertThat(proof(provider, 1).getJWTClaimsSet().getStringClaim("nonce")).isEqualTo("n-2");
    }
  }

  @Test
  void aServerThatIsNeverContentIsAskedTwiceOnly() throws Exception {
    try (ScriptedProvider provider =
        new ScriptedProvider(
            vertx,
            asked ->
                new ScriptedProvider.Reply(
                    400, Map.of("DPoP-Nonce", "n"), "{\"error\":\"use_dpop_nonce\"}"))) {
      CallOutcome outcome = hold(dpop(provider).build(), exchange());

      assertThat(((CallOutcome.Failed) outcome).error()).isEqualTo("use_dpop_nonce");
      assertThat(provider.asked()).hasSize(2);
    }
  }

  @Test
  void whoPushedARequestExchangesItsCodeWithTheSameKey() throws Exception {
    try (ScriptedProvider provider =
        new ScriptedProvider(
            vertx,
            asked ->
                asked.path().equals("/par")
                    ? ScriptedProvider.Reply.of(201, "{\"request_uri\":\"urn:x\"}")
                    : ScriptedProvider.Reply.of(200, TOKENS))) {
      ConnectorDefined connector = dpop(provider).build();
      String form = "response_type=code&code_challenge=" + challenge();

      hold(connector, new Effect.PushAuthorizationRequest(Secret.of(form)));
      hold(connector, exchange());

      assertThat(thumbprint(proof(provider, 1))).isEqualTo(thumbprint(proof(provider, 0)));
    }
  }

  @Test
  void aPushedRequestWhoseExchangeCouldNotBeToldProvesNothing() throws Exception {
    try (ScriptedProvider provider =
        new ScriptedProvider(
            vertx, asked -> ScriptedProvider.Reply.of(201, "{\"request_uri\":\"urn:x\"}"))) {
      hold(
          dpop(provider).setPkce(Pkce.OFF).build(),
          new Effect.PushAuthorizationRequest(Secret.of("response_type=code")));

      assertThat(provider.asked().get(0).header("DPoP")).isEmpty();
    }
  }

  @Test
  void whoAskedForADeviceCodeAsksForItsTokensWithTheSameKey() throws Exception {
    String device =
        "{\"device_code\":\"dc\",\"user_code\":\"c\",\"verification_uri\":\"https://x.example\"}";
    try (ScriptedProvider provider =
        new ScriptedProvider(
            vertx,
            asked ->
                ScriptedProvider.Reply.of(200, asked.path().equals("/device") ? device : TOKENS))) {
      ConnectorDefined connector = dpop(provider).build();

      hold(connector, new Effect.DeviceAuthorization(List.of()));
      hold(connector, new Effect.DeviceToken(Secret.of("dc")));

      assertThat(thumbprint(proof(provider, 1))).isEqualTo(thumbprint(proof(provider, 0)));
    }
  }

  @Test
  void aBrokenConnectorSendsNothing() throws Exception {
    try (ScriptedProvider provider =
        new ScriptedProvider(vertx, asked -> ScriptedProvider.Reply.of(200, TOKENS))) {
      ConnectorDefined.Builder broken =
          connector(provider).setTokenEndpointAuthMethod("private_key_jwt");

      for (Optional<ByteBuffer> key :
          List.of(Optional.<ByteBuffer>empty(), Optional.of(sealed("no key")))) {
        assertThat(hold(broken.setSealedClientKey(key.orElse(null)).build(), REFRESH))
            .isEqualTo(new CallOutcome.NotSent("unusable_request", Optional.empty()));
      }
      assertThat(provider.asked()).isEmpty();
    }
  }

  @Test
  void aSecretThatDoesNotOpenYetSendsNothing() throws Exception {
    Conversations closed =
        new Conversations(
            new ClientProofs(
                (value, data) -> {
                  throw new CannotOpenException("no such key");
                }),
            http);
    try (ScriptedProvider provider =
        new ScriptedProvider(vertx, asked -> ScriptedProvider.Reply.of(200, TOKENS))) {
      assertThat(
              closed
                  .hold(ID, twoSecrets(provider).build(), REFRESH, sendBy())
                  .toCompletionStage()
                  .toCompletableFuture()
                  .get(20, TimeUnit.SECONDS))
          .isEqualTo(new CallOutcome.NotSent("unusable_request", Optional.empty()));
      assertThat(provider.asked()).isEmpty();
    }
  }

  private static Function<ScriptedProvider.Asked, ScriptedProvider.Reply> onlyFor(String part) {
    return asked ->
        asked.body().contains(part)
            ? ScriptedProvider.Reply.of(200, TOKENS)
            : ScriptedProvider.Reply.of(400, "{\"error\":\"invalid_client\"}");
  }

  private static Function<ScriptedProvider.Asked, ScriptedProvider.Reply> nonces(int status) {
    return asked -> {
      try {
        SignedJWT proof = SignedJWT.parse(asked.header("DPoP").orElseThrow());
        return "n-1".equals(proof.getJWTClaimsSet().getStringClaim("nonce"))
            ? ScriptedProvider.Reply.of(200, TOKENS)
            : new ScriptedProvider.Reply(
                status, Map.of("DPoP-Nonce", "n-1"), "{\"error\":\"use_dpop_nonce\"}");
      } catch (java.text.ParseException e) {
        throw new IllegalStateException(e);
      }
    };
  }

  private CallOutcome hold(ConnectorDefined connector, Effect.Call call) throws Exception {
    return conversations
        .hold(ID, connector, call, sendBy())
        .toCompletionStage()
        .toCompletableFuture()
        .get(20, TimeUnit.SECONDS);
  }

  private static SendBy sendBy() {
    return new SendBy(
        NOW, System.nanoTime(), Duration.ofMinutes(1), Clock.fixed(NOW, ZoneOffset.UTC));
  }

  private static Effect.Call exchange() {
    return new Effect.Exchange(Secret.of("c"), Secret.of(VERIFIER), "https://gw.example/callback");
  }

  private static TokenResponse tokens(CallOutcome outcome) {
    assertThat(outcome).isInstanceOf(CallOutcome.Succeeded.class);
    return ((CallOutcome.Succeeded) outcome).response().orElseThrow();
  }

  private static SignedJWT proof(ScriptedProvider provider, int request) throws Exception {
    return SignedJWT.parse(provider.asked().get(request).header("DPoP").orElseThrow());
  }

  private static String thumbprint(SignedJWT proof) throws Exception {
    return proof.getHeader().getJWK().computeThumbprint().toString();
  }

  private static List<String> bodies(ScriptedProvider provider) {
    return provider.asked().stream().map(ScriptedProvider.Asked::body).toList();
  }

  private static ConnectorDefined.Builder dpop(ScriptedProvider provider) {
    return connector(provider).setProofOfPossession(ProofOfPossession.DPOP);
  }

  private static ConnectorDefined.Builder twoSecrets(ScriptedProvider provider) {
    return connector(provider)
        .setTokenEndpointAuthMethod("client_secret_post")
        .setSealedClientSecret(sealed("old"))
        .setSealedAlternateClientSecret(sealed("new"));
  }

  private static ConnectorDefined.Builder connector(ScriptedProvider provider) {
    URI at = provider.at("");
    return SampleConnectors.connector(Optional.empty())
        .setTokenEndpoint(at + "/token")
        .setPushedAuthorizationRequestEndpoint(at + "/par")
        .setDeviceAuthorizationEndpoint(at + "/device");
  }

  private static String challenge() throws Exception {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(
            MessageDigest.getInstance("SHA-256")
                .digest(VERIFIER.getBytes(StandardCharsets.US_ASCII)));
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static ByteBuffer sealed(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] bytes(ByteBuffer value) {
    byte[] bytes = new byte[value.remaining()];
    value.duplicate().get(bytes);
    return bytes;
  }
}
