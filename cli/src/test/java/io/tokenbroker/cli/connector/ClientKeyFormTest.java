// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWEAlgorithm;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import io.tokenbroker.cli.cluster.CliException;
import io.tokenbroker.cli.provider.AuthMethod;
import java.security.PrivateKey;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ClientKeyFormTest {
  private static JWK rsa;
  private static JWK ec;

  @BeforeAll
  static void makeKeys() throws JOSEException {
    rsa = new RSAKeyGenerator(2048).keyID("k").generate();
    ec = new ECKeyGenerator(Curve.P_256).generate();
  }

  @Test
  void aPrivateKeyIsJwkOrPem() throws JOSEException {
    assertAccepted(rsa.toJSONString(), Optional.empty());
    assertAccepted(pem(rsa.toRSAKey().toPrivateKey()), Optional.of("PS512"));
    assertAccepted(ec.toJSONString(), Optional.of("ES256"));
    assertAccepted(pem(ec.toECKey().toPrivateKey()), Optional.empty());
  }

  @Test
  void aKeyOfAnotherKindThanTheAlgorithmIsRefused() throws JOSEException {
    assertRefused(ec.toJSONString(), Optional.of("RS256"), "is an EC key for ES256, which does");
    assertRefused(
        pem(ec.toECKey().toPrivateKey()), Optional.of("ES384"), "is an EC key for ES256, which");
    assertRefused(rsa.toJSONString(), Optional.of("ES256"), "is an RSA key, which does not go");
  }

  @Test
  void whatIsNoPrivateKeyIsRefusedAndNotQuoted() {
    assertRefused(rsa.toPublicJWK().toJSONString(), Optional.empty(), "is a public JWK");
    assertRefused(
        "{\"kty\": \"oct\", \"k\": \"hunter2\"}", Optional.empty(), "another kind than RSA or EC");
    assertRefused("{hunter2", Optional.empty(), "is no JWK");
    assertRefused("hunter2", Optional.empty(), "openssl pkcs8 -topk8 -nocrypt");
    assertRefused(
        "-----BEGIN RSA PRIVATE KEY-----\nhunter2\n-----END RSA PRIVATE KEY-----",
        Optional.empty(),
        "is neither a private JWK nor PEM");
    assertRefused(
        "-----BEGIN PRIVATE KEY-----\nhunter2\n-----END PRIVATE KEY-----",
        Optional.empty(),
        "no RSA or EC key is in it");
  }

  @Test
  void aKeyWhoseOwnAlgItCanNotSignWithIsRefused() throws JOSEException {
    assertRefused(
        new RSAKeyGenerator(2048).algorithm(JWEAlgorithm.RSA_OAEP_256).generate().toJSONString(),
        Optional.empty(),
        "is a JWK whose own alg such a key can't sign with");
    assertRefused(
        new ECKeyGenerator(Curve.P_256).algorithm(JWSAlgorithm.ES384).generate().toJSONString(),
        Optional.empty(),
        "is a JWK whose own alg such a key can't sign with");
    assertAccepted(
        new RSAKeyGenerator(2048).algorithm(JWSAlgorithm.PS256).generate().toJSONString(),
        Optional.empty());
  }

  @Test
  void aShortRsaKeyIsRefused() throws JOSEException {
    assertRefused(
        new RSAKeyGenerator(1024, true).generate().toJSONString(),
        Optional.empty(),
        "has fewer than 2048 bits");
  }

  private static void assertAccepted(String text, Optional<String> algorithm) {
    assertThatCode(() -> form(algorithm).check(text, "file key")).doesNotThrowAnyException();
  }

  private static void assertRefused(String text, Optional<String> algorithm, String message) {
    assertThatExceptionOfType(CliException.class)
        .isThrownBy(() -> form(algorithm).check(text, "file key"))
        .withMessageStartingWith("the client key in file key ")
        .withMessageContaining(message)
        .withMessageNotContaining("hunter2")
        .satisfies(error -> assertThat(error.getCause()).isNull());
  }

  private static ClientKeyForm form(Optional<String> algorithm) {
    return new ClientKeyForm(AuthMethod.PRIVATE_KEY_JWT, algorithm);
  }

  private static String pem(PrivateKey key) {
    return "-----BEGIN PRIVATE KEY-----\n"
        + Base64.getMimeEncoder().encodeToString(key.getEncoded())
        + "\n-----END PRIVATE KEY-----";
  }
}
