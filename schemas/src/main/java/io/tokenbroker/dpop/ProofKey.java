// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.dpop;

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
import io.tokenbroker.secrets.Secret;
import io.tokenbroker.secrets.SecretAccess;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.ParseException;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.Optional;
import java.util.UUID;

/**
 * A private key that a grant's tokens are bound to (RFC 9449), and the proofs that it makes. Keys
 * are P-256, proofs are signed with ES256, which every server that knows DPoP knows. Immutable and
 * thread-safe.
 */
public final class ProofKey {
  private static final JOSEObjectType PROOF_TYPE = new JOSEObjectType("dpop+jwt");

  private final ECKey key;
  private final ECDSASigner signer;

  private ProofKey(ECKey key) {
    try {
      this.key = key;
      this.signer = new ECDSASigner(key);
    } catch (JOSEException e) {
      throw new IllegalArgumentException("not a private P-256 key", e);
    }
  }

  /** A new key. */
  public static ProofKey generate() {
    try {
      return new ProofKey(new ECKeyGenerator(Curve.P_256).generate());
    } catch (JOSEException e) {
      throw new IllegalStateException("this Java has no P-256 keys", e);
    }
  }

  /**
   * The key that {@link #jwk()} gave.
   *
   * @throws IllegalArgumentException if it is no private P-256 key as a JWK; the message does not
   *     hold it
   */
  public static ProofKey of(Secret jwk) {
    ECKey key;
    try {
      key = ECKey.parse(jwk.reveal(SecretAccess.get()));
    } catch (ParseException | RuntimeException e) {
      // JSON of another shape fails in many ways. The cause's message may quote the key.
      throw new IllegalArgumentException("not an elliptic curve key as a JWK (RFC 7517)");
    }
    if (!key.isPrivate() || !Curve.P_256.equals(key.getCurve())) {
      throw new IllegalArgumentException("not a private P-256 key");
    }
    return new ProofKey(key);
  }

  /** The private key as a JWK (RFC 7517). */
  public Secret jwk() {
    return Secret.of(key.toJSONString());
  }

  /** The public key's thumbprint, base64url (RFC 7638): what {@code cnf.jkt} says. */
  public String thumbprint() {
    try {
      return key.computeThumbprint().toString();
    } catch (JOSEException e) {
      throw new IllegalStateException("this Java has no SHA-256", e);
    }
  }

  /**
   * A proof for one request (RFC 9449, 4.2), for its {@code DPoP} header. A proof is good once and
   * for a short while only: make one for each request.
   *
   * @param method the request's method, such as POST
   * @param uri the request's target; user, query and fragment are left out
   * @param accessToken the token that goes with the request to a resource; empty at a token
   *     endpoint
   * @param nonce what the server gave last in a {@code DPoP-Nonce} header
   * @param now the time
   * @throws IllegalArgumentException if the target has no scheme or host
   */
  public Secret proof(
      String method, URI uri, Optional<Secret> accessToken, Optional<String> nonce, Instant now) {
    JWTClaimsSet.Builder claims =
        new JWTClaimsSet.Builder()
            .jwtID(UUID.randomUUID().toString())
            .claim("htm", method)
            .claim("htu", target(uri))
            .issueTime(Date.from(now));
    accessToken.ifPresent(token -> claims.claim("ath", hash(token)));
    nonce.ifPresent(given -> claims.claim("nonce", given));
    SignedJWT proof =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.ES256)
                .type(PROOF_TYPE)
                .jwk(key.toPublicJWK())
                .build(),
            claims.build());
    try {
      proof.sign(signer);
    } catch (JOSEException e) {
      throw new IllegalStateException("the proof could not be signed", e);
    }
    return Secret.of(proof.serialize());
  }

  private static String target(URI uri) {
    String authority = Optional.ofNullable(uri.getRawAuthority()).orElse("");
    String host = authority.substring(authority.lastIndexOf('@') + 1);
    if (uri.getScheme() == null || host.isEmpty()) {
      // Not repeated: it may hold what is secret.
      throw new IllegalArgumentException(
          "a proof is for an absolute address with scheme and host, such as"
              + " https://api.example/me");
    }
    String path = Optional.ofNullable(uri.getRawPath()).filter(it -> !it.isEmpty()).orElse("/");
    return uri.getScheme() + "://" + host + path;
  }

  private static String hash(Secret token) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256")
              .digest(token.reveal(SecretAccess.get()).getBytes(StandardCharsets.US_ASCII));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no SHA-256", e);
    }
  }

  /** Never the private key. */
  @Override
  public String toString() {
    return "ProofKey[" + thumbprint() + "]";
  }
}
