// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.dpop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jwt.SignedJWT;
import io.tokenbroker.secrets.Secret;
import io.tokenbroker.secrets.SecretAccess;
import java.net.URI;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProofKeyTest {
  private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
  private static final URI TARGET = URI.create("https://api.example/v1/me?page=2#top");

  private final ProofKey key = ProofKey.generate();

  @Test
  void aProofNamesTheRequestAndIsSignedByTheKeyThatItCarries() throws Exception {
    SignedJWT proof = proof(Optional.empty(), Optional.empty());

    assertThat(proof.getHeader().getType().getType()).isEqualTo("dpop+jwt");
    assertThat(proof.getHeader().getJWK().isPrivate()).isFalse();
    assertThat(proof.verify(new ECDSAVerifier(proof.getHeader().getJWK().toECKey()))).isTrue();
    assertThat(proof.getHeader().getJWK().computeThumbprint().toString())
        .isEqualTo(key.thumbprint());
    assertThat(proof.getJWTClaimsSet().getClaims())
        .containsEntry("htm", "GET")
        .containsEntry("htu", "https://api.example/v1/me")
        .containsEntry("iat", Date.from(NOW))
        .containsKey("jti")
        .doesNotContainKeys("ath", "nonce");
  }

  /** The hash is that of RFC 9449, 7.1. */
  @Test
  void aProofForAResourceIsBoundToTheAccessToken() throws Exception {
    Secret token = Secret.of("Kz~8mXK1EalYznwH-LC-1fBAo.4Ljp~zsPE_NeO.gxU");

    assertThat(proof(Optional.of(token), Optional.of("eyJ7S_zG")).getJWTClaimsSet().getClaims())
        .containsEntry("ath", "fUHyO2r2Z3DZ53EsNrWBb0xWXoaNy59IiKCAqksmQEo")
        .containsEntry("nonce", "eyJ7S_zG");
  }

  @Test
  void noTwoProofsAreTheSame() {
    assertThat(key.proof("GET", TARGET, Optional.empty(), Optional.empty(), NOW))
        .isNotEqualTo(key.proof("GET", TARGET, Optional.empty(), Optional.empty(), NOW));
  }

  @Test
  void theKeyComesBackFromItsJwk() {
    assertThat(ProofKey.of(key.jwk()).thumbprint()).isEqualTo(key.thumbprint());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "null",
        "hunter2",
        "{\"kty\":\"EC\",\"crv\":\"P-256\","
            + "\"x\":\"hunter2\",\"y\":\"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0\"}"
      })
  void whatIsNoPrivateKeyIsRefusedWithoutBeingShown(String jwk) {
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> ProofKey.of(Secret.of(jwk)))
        .satisfies(e -> assertThat(e.toString() + e.getCause()).doesNotContain("hunter2"));
  }

  @Test
  void aProofNamesNoUserOfItsTarget() throws Exception {
    URI withUser = URI.create("https://ada:hunter2@api.example:8443/v1/me");
    Secret proof = key.proof("GET", withUser, Optional.empty(), Optional.empty(), NOW);

    assertThat(SignedJWT.parse(proof.reveal(SecretAccess.get())).getJWTClaimsSet().getClaims())
        .containsEntry("htu", "https://api.example:8443/v1/me");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/me", "//api.example/v1/me", "mailto:ada@api.example", "https:/me"})
  void aTargetThatNoRequestCanGoToHasNoProof(String target) {
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(
            () -> key.proof("GET", URI.create(target), Optional.empty(), Optional.empty(), NOW))
        .withMessageContaining("scheme and host");
  }

  @Test
  void itsTextDoesNotShowIt() throws Exception {
    String d =
        com.nimbusds.jose.jwk.ECKey.parse(key.jwk().reveal(SecretAccess.get())).getD().toString();

    assertThat(key.toString()).doesNotContain(d);
  }

  private SignedJWT proof(Optional<Secret> accessToken, Optional<String> nonce) throws Exception {
    return SignedJWT.parse(
        key.proof("GET", TARGET, accessToken, nonce, NOW).reveal(SecretAccess.get()));
  }
}
