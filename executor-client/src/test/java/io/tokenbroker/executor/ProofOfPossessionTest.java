// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.executor;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jwt.SignedJWT;
import io.tokenbroker.dpop.ProofKey;
import io.tokenbroker.key.TokenKey;
import io.tokenbroker.key.TokenVersion;
import io.tokenbroker.secrets.KeyEncryptionKey;
import io.tokenbroker.secrets.KeysetFolder;
import io.tokenbroker.secrets.KeysetName;
import io.tokenbroker.secrets.SealedField;
import io.tokenbroker.secrets.Sealer;
import io.tokenbroker.secrets.Secret;
import io.tokenbroker.secrets.SecretAccess;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tokens that are bound to a key (RFC 9449), and how a runner shows them. */
class ProofOfPossessionTest {
  private static final TokenKey ANN = TokenKey.personal("acme", "github", "ann");
  private static final TokenKey BOB = TokenKey.personal("acme", "github", "bob");
  private static final TokenVersion V1 = new TokenVersion(1_700_000_000_000L, 1);
  private static final TokenVersion V2 = V1.next();
  private static final URI RESOURCE = URI.create("https://api.example/me?x=1");

  private final ProofKey proofKey = ProofKey.generate();
  private FakeBroker broker;
  private TokenClient client;
  private Path folder;

  @BeforeEach
  void start(@TempDir Path temporary) {
    folder = temporary;
    broker = new FakeBroker(temporary.resolve("keys"));
    client = broker.client();
  }

  @AfterEach
  void stop() {
    client.close();
  }

  @Test
  void aTokenWithoutAKeyIsABearerToken() {
    broker.refreshed(ANN, V1, "token-1");

    AccessToken token = client.get(ANN).orElseThrow();

    assertThat(token.proofKey()).isEmpty();
    assertThat(headers(token, Optional.of("nonce")))
        .isEqualTo(Map.of("Authorization", "Bearer token-1"));
  }

  @Test
  void aTokenThatIsBoundToAKeyGoesWithAProofForItsRequest() throws Exception {
    broker.refreshed(ANN, V1, "token-1", sealed(proofKey.jwk(), ANN, V1));

    AccessToken token = client.get(ANN).orElseThrow();
    Map<String, String> headers = headers(token, Optional.of("n-1"));

    assertThat(token.proofKey().map(ProofKey::thumbprint)).contains(proofKey.thumbprint());
    assertThat(headers.keySet()).containsExactly("Authorization", "DPoP");
    assertThat(headers).containsEntry("Authorization", "DPoP token-1");
    SignedJWT proof = SignedJWT.parse(headers.getOrDefault("DPoP", ""));
    ECKey shown = proof.getHeader().getJWK().toECKey();
    assertThat(proof.verify(new ECDSAVerifier(shown))).isTrue();
    assertThat(shown.isPrivate()).isFalse();
    assertThat(shown.computeThumbprint().toString()).isEqualTo(proofKey.thumbprint());
    assertThat(proof.getJWTClaimsSet().getClaims())
        .containsEntry("htm", "POST")
        .containsEntry("htu", "https://api.example/me")
        .containsEntry("nonce", "n-1")
        .containsEntry("iat", Date.from(FakeBroker.START))
        .containsKeys("ath", "jti");
  }

  @Test
  void everyRequestHasAProofOfItsOwn() {
    broker.refreshed(ANN, V1, "token-1", sealed(proofKey.jwk(), ANN, V1));
    AccessToken token = client.get(ANN).orElseThrow();

    assertThat(headers(token, Optional.empty())).isNotEqualTo(headers(token, Optional.empty()));
  }

  @Test
  void theHeadersGoOntoARequestInOneCall() {
    broker.refreshed(ANN, V1, "token-1", sealed(proofKey.jwk(), ANN, V1));
    HttpRequest.Builder request = HttpRequest.newBuilder(RESOURCE);

    client
        .get(ANN)
        .orElseThrow()
        .authorize("GET", RESOURCE, Optional.empty(), FakeBroker.START)
        .forEach(SecretAccess.get(), request::header);

    assertThat(request.build().headers().map()).containsOnlyKeys("Authorization", "DPoP");
  }

  @Test
  void aGrantThatNeedsReauthorizationKeepsItsKeyWithItsToken() {
    broker.reauthorizationRequired(ANN, V1, "token-1", sealed(proofKey.jwk(), ANN, V1));

    AccessToken token = client.get(ANN).orElseThrow();

    assertThat(token.proofKey().map(ProofKey::thumbprint)).contains(proofKey.thumbprint());
  }

  @Test
  void neitherTokenNorKeyNorProofIsInAnyText() {
    broker.refreshed(ANN, V1, "token-1", sealed(proofKey.jwk(), ANN, V1));
    AccessToken token = client.get(ANN).orElseThrow();
    RequestHeaders headers = token.authorize("GET", RESOURCE, Optional.empty(), FakeBroker.START);

    String privatePart =
        proofKey.jwk().reveal(SecretAccess.get()).replaceAll(".*\"d\":\"([^\"]+)\".*", "$1");
    assertThat(privatePart).hasSize(43);
    assertThat(token + " " + client.status(ANN) + " " + headers + " " + token.proofKey())
        .doesNotContain("token-1")
        .doesNotContain(privatePart)
        .doesNotContain("eyJ");
  }

  @Test
  void aKeyThatWasMovedHereFromAnotherRecordLeavesTheGrantUnknown() {
    broker.refreshed(ANN, V1, "token-1");

    broker.refreshed(ANN, V2, "token-2", sealed(proofKey.jwk(), BOB, V2));

    assertThat(client.get(ANN)).isEmpty();
    assertThat(client.status(ANN).toString())
        .contains("Unknown", "changed or belongs elsewhere")
        .doesNotContain("token-2");
    assertThat(client.stats().unopenedTokens()).isEqualTo(1);
    broker.refreshed(ANN, V2.next(), "token-3", sealed(proofKey.jwk(), ANN, V2.next()));
    assertThat(client.get(ANN)).isPresent();
  }

  @Test
  void aKeyThatIsNoneLeavesTheGrantUnknownAndIsNotShown() {
    for (String jwk : new String[] {"{\"kty\":\"EC\",\"d\":\"geheim\"}", "geheim"}) {
      broker.refreshed(ANN, V1, "token-1", sealed(Secret.of(jwk), ANN, V1));
      assertThat(client.get(ANN)).isEmpty();
      assertThat(client.status(ANN).toString())
          .contains("Unknown", "can't be opened")
          .doesNotContain("geheim");
      broker.tombstone(ANN);
    }
    assertThat(client.stats().unopenedTokens()).isEqualTo(2);
  }

  @Test
  void aKeySealedWithAnUnknownKeyIsTriedAgainLater() {
    Sealer other =
        KeysetFolder.create(
                folder.resolve("other"), KeyEncryptionKey.createFile(folder.resolve("other.kek")))
            .sealer(KeysetName.EXECUTORS);

    broker.refreshed(
        ANN, V1, "token-1", other.seal(proofKey.jwk(), SealedField.publishedProofKey(ANN, V1)));

    assertThat(client.get(ANN)).isEmpty();
    assertThat(client.get(ANN)).isEmpty();
    assertThat(client.status(ANN).toString()).contains("can't be opened yet");
    assertThat(client.stats().unopenedTokens()).isEqualTo(1);
    broker.clock.advance(Duration.ofSeconds(10));
    assertThat(client.get(ANN)).isEmpty();
    assertThat(client.stats().unopenedTokens()).isEqualTo(2);
  }

  @Test
  void tokenAndKeyAreOpenedOnce() {
    client.close();
    AtomicInteger opened = new AtomicInteger();
    client =
        new TokenClient(
            TokenClientSettings.builder(
                    "unused:1",
                    (bytes, data) -> {
                      opened.incrementAndGet();
                      return broker.opener().open(bytes, data);
                    })
                .clock(broker.clock)
                .build(),
            broker.codec(),
            broker::follow,
            broker);

    broker.refreshed(ANN, V1, "token-1", sealed(proofKey.jwk(), ANN, V1));
    assertThat(opened).hasValue(0);

    assertThat(client.get(ANN)).isPresent().isSameAs(client.get(ANN));
    assertThat(opened).hasValue(2);
  }

  @Test
  void readingABoundTokenAllocatesNothing() {
    broker.refreshed(ANN, V1, "token-1", sealed(proofKey.jwk(), ANN, V1));
    com.sun.management.ThreadMXBean threads =
        (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    int calls = 200_000;
    long found = read(calls);

    long before = threads.getCurrentThreadAllocatedBytes();
    found += read(calls);
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;

    assertThat(found).isEqualTo(2L * calls);
    assertThat(allocated).isLessThan(calls);
  }

  private long read(int calls) {
    long found = 0;
    for (int i = 0; i < calls; i++) {
      found += client.get(ANN).isPresent() ? 1 : 0;
    }
    return found;
  }

  private ByteBuffer sealed(Secret jwk, TokenKey key, TokenVersion version) {
    return broker.sealer().seal(jwk, SealedField.publishedProofKey(key, version));
  }

  private static Map<String, String> headers(AccessToken token, Optional<String> nonce) {
    Map<String, String> headers = new LinkedHashMap<>();
    token
        .authorize("POST", RESOURCE, nonce, FakeBroker.START)
        .forEach(SecretAccess.get(), headers::put);
    return headers;
  }
}
