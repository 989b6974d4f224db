// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.provider.request;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWK;
import io.tokenbroker.secrets.Secret;
import io.tokenbroker.secrets.SecretAccess;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.RSAPrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.text.ParseException;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * A client's private key: RSA, or on one of the curves P-256, P-384 and P-521. Never shows itself;
 * no exception quotes it. Immutable and thread-safe.
 */
public final class ClientKey {
  private static final String BEGIN = "-----BEGIN PRIVATE KEY-----";
  private static final String END = "-----END PRIVATE KEY-----";
  private static final List<JWSAlgorithm> RSA =
      List.of(
          JWSAlgorithm.RS256,
          JWSAlgorithm.RS384,
          JWSAlgorithm.RS512,
          JWSAlgorithm.PS256,
          JWSAlgorithm.PS384,
          JWSAlgorithm.PS512);

  private final PrivateKey key;
  private final Optional<String> keyId;

  /** What the key can sign with; the first is its own. */
  private final List<JWSAlgorithm> algorithms;

  private final JWSAlgorithm preferred;

  private ClientKey(PrivateKey key, Optional<String> keyId, Optional<JWSAlgorithm> named) {
    this.key = key;
    this.keyId = keyId;
    this.algorithms = key instanceof RSAPrivateKey ? RSA : List.of(ofCurve(curve(key)));
    this.preferred = named.orElse(algorithms.get(0));
    if (!algorithms.contains(preferred)) {
      throw new IllegalArgumentException("the client key's own alg is not one for such a key");
    }
  }

  /**
   * Reads a key.
   *
   * @param text PKCS#8 as PEM, or a private JWK (RFC 7517)
   * @throws IllegalArgumentException if it is neither, or of a kind that is not known
   */
  public static ClientKey of(Secret text) {
    String plain = text.reveal(SecretAccess.get()).strip();
    return plain.startsWith("{") ? ofJwk(plain) : ofPem(plain);
  }

  private static ClientKey ofJwk(String json) {
    try {
      JWK jwk = JWK.parse(json);
      if (!jwk.isPrivate()) {
        throw new IllegalArgumentException(
            "the client key is a public JWK; the private one is needed");
      }
      Optional<JWSAlgorithm> named =
          Optional.ofNullable(jwk.getAlgorithm()).map(alg -> JWSAlgorithm.parse(alg.getName()));
      return new ClientKey(privateKey(jwk), Optional.ofNullable(jwk.getKeyID()), named);
    } catch (ParseException | JOSEException e) {
      // What they say may quote the key.
      throw new IllegalArgumentException("the client key is no JWK (RFC 7517)");
    }
  }

  private static PrivateKey privateKey(JWK jwk) throws JOSEException {
    return switch (jwk.getKeyType().getValue()) {
      case "RSA" -> jwk.toRSAKey().toPrivateKey();
      case "EC" -> jwk.toECKey().toPrivateKey();
      default ->
          throw new IllegalArgumentException(
              "the client key is a JWK of another kind than RSA, EC");
    };
  }

  private static ClientKey ofPem(String pem) {
    if (!pem.startsWith(BEGIN) || !pem.endsWith(END)) {
      throw new IllegalArgumentException(
          "the client key is neither a JWK nor PEM of the kind PRIVATE KEY (PKCS#8, not encrypted);"
              + " openssl pkcs8 -topk8 -nocrypt makes one");
    }
    try {
      byte[] encoded =
          Base64.getMimeDecoder()
              .decode(
                  pem.substring(BEGIN.length(), pem.length() - END.length())
                      .getBytes(StandardCharsets.US_ASCII));
      return new ClientKey(decoded(encoded), Optional.empty(), Optional.empty());
    } catch (IllegalArgumentException | GeneralSecurityException e) {
      throw new IllegalArgumentException(
          "the client key is PEM, but no RSA or EC key is in it (P-256, P-384 or P-521)");
    }
  }

  private static PrivateKey decoded(byte[] encoded) throws GeneralSecurityException {
    PKCS8EncodedKeySpec spec = new PKCS8EncodedKeySpec(encoded);
    try {
      return KeyFactory.getInstance("RSA").generatePrivate(spec);
    } catch (GeneralSecurityException e) {
      return KeyFactory.getInstance("EC").generatePrivate(spec);
    }
  }

  private static Curve curve(PrivateKey key) {
    return Optional.ofNullable(Curve.forECParameterSpec(((ECPrivateKey) key).getParams()))
        .orElseThrow(() -> new IllegalArgumentException("the client key is on an unknown curve"));
  }

  private static JWSAlgorithm ofCurve(Curve curve) {
    if (curve.equals(Curve.P_256)) {
      return JWSAlgorithm.ES256;
    }
    if (curve.equals(Curve.P_384)) {
      return JWSAlgorithm.ES384;
    }
    if (curve.equals(Curve.P_521)) {
      return JWSAlgorithm.ES512;
    }
    throw new IllegalArgumentException("the client key is on an unknown curve");
  }

  /** What it signs with unless it is told. */
  JWSAlgorithm algorithm() {
    return preferred;
  }

  Optional<String> keyId() {
    return keyId;
  }

  /**
   * Signs with the key.
   *
   * @throws IllegalArgumentException if the key is not for the algorithm
   */
  JWSSigner signer(JWSAlgorithm algorithm) {
    if (!algorithms.contains(algorithm)) {
      throw new IllegalArgumentException(
          "clientAssertionAlgorithm "
              + algorithm
              + " does not fit the client key, which is for "
              + algorithms);
    }
    try {
      return key instanceof RSAPrivateKey
          ? new RSASSASigner(key)
          : new ECDSASigner(key, curve(key));
    } catch (JOSEException e) {
      throw new IllegalArgumentException("the client key can't sign with " + algorithm);
    }
  }

  /** PKCS#8 as PEM. */
  public Secret pem() {
    String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getEncoded());
    return Secret.of(BEGIN + "\n" + base64 + "\n" + END + "\n");
  }

  /** Never the key. */
  @Override
  public String toString() {
    return "ClientKey[" + key.getAlgorithm() + "]";
  }
}
