// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.connector;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.JWK;
import io.tokenbroker.cli.cluster.CliException;
import io.tokenbroker.cli.provider.AuthMethod;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.RSAPrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.text.ParseException;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A client's private key: PKCS#8 as PEM, or a private JWK (RFC 7517), RSA or on one of the curves
 * P-256, P-384 and P-521, and of the kind that the algorithm of the client's assertions takes.
 *
 * @param algorithm JWS algorithm of client assertions
 */
record ClientKeyForm(AuthMethod method, Optional<String> algorithm)
    implements SecretReference.SecretForm {
  private static final String BEGIN = "-----BEGIN PRIVATE KEY-----";
  private static final String END = "-----END PRIVATE KEY-----";
  private static final int MIN_RSA_BITS = 2048;

  /** Curves by the size of their field. */
  private static final Map<Integer, String> EC_ALGORITHMS =
      Map.of(256, "ES256", 384, "ES384", 521, "ES512");

  @Override
  public String name() {
    return "client key";
  }

  @Override
  public void check(String text, String place) {
    try {
      Optional<JWK> jwk = text.startsWith("{") ? Optional.of(jwk(text)) : Optional.empty();
      PrivateKey key = jwk.map(ClientKeyForm::ofJwk).orElseGet(() -> ofPem(text));
      checkKind(key);
      jwk.flatMap(it -> Optional.ofNullable(it.getAlgorithm()))
          .ifPresent(named -> checkNamed(named.getName(), key));
    } catch (Unfit e) {
      throw new CliException("the client key in " + place + " " + e.getMessage());
    }
  }

  private static JWK jwk(String json) {
    try {
      return JWK.parse(json);
    } catch (ParseException | IllegalArgumentException | IllegalStateException e) {
      // What they say may quote the key.
      throw new Unfit("is no JWK (RFC 7517)");
    }
  }

  private static PrivateKey ofJwk(JWK jwk) {
    if (!jwk.isPrivate()) {
      throw new Unfit("is a public JWK: the private one is needed");
    }
    try {
      return switch (jwk.getKeyType().getValue()) {
        case "RSA" -> jwk.toRSAKey().toPrivateKey();
        case "EC" -> jwk.toECKey().toPrivateKey();
        default -> throw new Unfit("is a JWK of another kind than RSA or EC");
      };
    } catch (JOSEException | IllegalArgumentException e) {
      // What they say may quote the key.
      throw new Unfit("is no JWK (RFC 7517)");
    }
  }

  private static PrivateKey ofPem(String pem) {
    if (!pem.startsWith(BEGIN) || !pem.endsWith(END)) {
      throw new Unfit(
          "is neither a private JWK nor PEM of the kind PRIVATE KEY (PKCS#8, not encrypted):"
              + " 'openssl pkcs8 -topk8 -nocrypt' makes one");
    }
    byte[] encoded =
        Base64.getMimeDecoder()
            .decode(
                pem.substring(BEGIN.length(), pem.length() - END.length())
                    .getBytes(StandardCharsets.UTF_8));
    return Stream.of("RSA", "EC")
        .flatMap(kind -> decoded(kind, encoded).stream())
        .findFirst()
        .orElseThrow(() -> new Unfit("is PEM, but no RSA or EC key is in it"));
  }

  private static Optional<PrivateKey> decoded(String kind, byte[] encoded) {
    try {
      return Optional.of(
          KeyFactory.getInstance(kind).generatePrivate(new PKCS8EncodedKeySpec(encoded)));
    } catch (GeneralSecurityException e) {
      return Optional.empty();
    }
  }

  /** The key's own alg, which the broker signs with: it is not one for encryption, say. */
  private static void checkNamed(String name, PrivateKey key) {
    boolean fits =
        key instanceof ECPrivateKey ec
            ? name.equals(EC_ALGORITHMS.get(ec.getParams().getCurve().getField().getFieldSize()))
            : name.matches("[RP]S(256|384|512)");
    if (!fits) {
      throw new Unfit("is a JWK whose own alg such a key can't sign with");
    }
  }

  private void checkKind(PrivateKey key) {
    if (key instanceof RSAPrivateKey rsa && rsa.getModulus().bitLength() < MIN_RSA_BITS) {
      throw new Unfit("has fewer than " + MIN_RSA_BITS + " bits");
    }
    Optional<String> ofCurve =
        key instanceof ECPrivateKey ec
            ? Optional.of(
                Optional.ofNullable(
                        EC_ALGORITHMS.get(ec.getParams().getCurve().getField().getFieldSize()))
                    .orElseThrow(() -> new Unfit("is not on P-256, P-384 or P-521")))
            : Optional.empty();
    if (method != AuthMethod.PRIVATE_KEY_JWT) {
      return;
    }
    boolean fits =
        algorithm
            .map(name -> ofCurve.map(name::equals).orElse(!name.startsWith("ES")))
            .orElse(true);
    if (!fits) {
      throw new Unfit(
          "is "
              + ofCurve.map(name -> "an EC key for " + name).orElse("an RSA key")
              + ", which does not go with clientAssertionAlgorithm: "
              + algorithm.orElseThrow());
    }
  }

  /** Why a key does not do; never quotes it. */
  private static final class Unfit extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Unfit(String message) {
      super(message);
    }
  }
}
