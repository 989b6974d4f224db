// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.demoprovider;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.crypto.factories.DefaultJWSVerifierFactory;
import com.nimbusds.jose.jwk.AsymmetricJWK;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.tokenbroker.demoprovider.Terms.ProofTerms;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Checks proofs of possession (RFC 9449 section 4.3): that they are for this request, fresh, used
 * once, and have a nonce of ours where one is asked for. Thread-safe.
 */
final class Proofs {

  private static final JOSEObjectType TYPE = new JOSEObjectType("dpop+jwt");
  private static final Duration MAX_AGE = Duration.ofMinutes(5);
  private static final int MAX_REMEMBERED = 50_000;
  private static final String NONCE_HEADER = "DPoP-Nonce";

  private final Clock clock;
  private final Supplier<ProviderUris> uris;
  private final TokenIssuer issuer;
  private final OneTimeStore<Boolean> used;
  private final OneTimeStore<Boolean> nonces;

  Proofs(Clock clock, Supplier<ProviderUris> uris, TokenIssuer issuer) {
    this.clock = clock;
    this.uris = uris;
    this.issuer = issuer;
    this.used = new OneTimeStore<>(MAX_REMEMBERED, MAX_AGE.multipliedBy(2), clock);
    this.nonces = new OneTimeStore<>(MAX_REMEMBERED, MAX_AGE, clock);
  }

  /**
   * The thumbprint of the key that a request proves to have (RFC 7638); empty where it brings no
   * proof and none is asked for.
   *
   * @param accessToken the token that it comes with, at a resource
   */
  Optional<String> check(EndpointRequest request, Optional<String> accessToken)
      throws RequestRefused {
    ProofTerms terms = request.terms().proof();
    Optional<String> header = request.header("dpop");
    if (header.isEmpty()) {
      require(terms == ProofTerms.OPTIONAL && accessToken.isEmpty(), "there is none");
      return Optional.empty();
    }
    SignedJWT proof = parsed(header.get());
    JWTClaimsSet claims = claims(proof);
    String thumbprint = thumbprintOfSigner(proof);
    requireForThis(request, claims, accessToken);
    if (terms == ProofTerms.REQUIRED_WITH_NONCE) {
      requireNonce(claims);
    }
    require(claims.getJWTID() != null, "it has no jti");
    require(
        used.putIfAbsent(thumbprint + " " + claims.getJWTID(), true), "its jti was used before");
    return Optional.of(thumbprint);
  }

  /** The answer with a nonce for the next request, where nonces are asked for. */
  Answer withNonce(Answer answer, Terms terms) {
    return terms.proof() == ProofTerms.REQUIRED_WITH_NONCE
        ? answer.with(NONCE_HEADER, newNonce())
        : answer;
  }

  private void requireForThis(
      EndpointRequest request, JWTClaimsSet claims, Optional<String> accessToken)
      throws RequestRefused {
    require(request.method().equals(claims.getClaim("htm")), "htm is not the request's method");
    String target = uris.get().at(request.path()).toString();
    require(target.equals(claims.getClaim("htu")), "htu is not " + target);
    require(claims.getIssueTime() != null, "it has no iat");
    Duration age = Duration.between(claims.getIssueTime().toInstant(), clock.instant()).abs();
    require(age.compareTo(MAX_AGE) <= 0, "iat is more than " + MAX_AGE.toMinutes() + " min off");
    Optional<String> hash = accessToken.map(token -> Sha256.of(token).base64Url());
    require(
        hash.isEmpty() || hash.get().equals(claims.getClaim("ath")),
        "ath is not the access token's hash");
  }

  private void requireNonce(JWTClaimsSet claims) throws RequestRefused {
    boolean isOurs =
        claims.getClaim("nonce") instanceof String nonce && nonces.peek(nonce).isPresent();
    if (!isOurs) {
      throw new RequestRefused(
          400,
          new OAuthError("use_dpop_nonce", "The proof needs the nonce of the DPoP-Nonce header"),
          Map.of(NONCE_HEADER, newNonce()));
    }
  }

  private String newNonce() {
    String nonce = issuer.newId();
    nonces.put(nonce, true);
    return nonce;
  }

  private static String thumbprintOfSigner(SignedJWT proof) throws RequestRefused {
    require(TYPE.equals(proof.getHeader().getType()), "typ is not dpop+jwt");
    JWK key = proof.getHeader().getJWK();
    require(key != null, "it has no jwk");
    require(!key.isPrivate(), "jwk holds a private key");
    try {
      boolean isItsKeys =
          key instanceof AsymmetricJWK asymmetric
              && ClientAssertions.isOfType(key, proof.getHeader().getAlgorithm())
              && proof.verify(
                  new DefaultJWSVerifierFactory()
                      .createJWSVerifier(proof.getHeader(), asymmetric.toPublicKey()));
      require(isItsKeys, "its signature is not that of its key");
      return key.computeThumbprint().toString();
    } catch (JOSEException e) {
      throw refused("its signature could not be checked: " + e.getClass().getSimpleName());
    }
  }

  private static SignedJWT parsed(String proof) throws RequestRefused {
    try {
      return SignedJWT.parse(proof);
    } catch (ParseException e) {
      throw refused("it is no signed JWT");
    }
  }

  private static JWTClaimsSet claims(SignedJWT proof) throws RequestRefused {
    try {
      return proof.getJWTClaimsSet();
    } catch (ParseException e) {
      throw refused("its claims are no JSON object of the right types");
    }
  }

  private static void require(boolean holds, String reason) throws RequestRefused {
    if (!holds) {
      throw refused(reason);
    }
  }

  private static RequestRefused refused(String reason) {
    return new RequestRefused(
        new OAuthError("invalid_dpop_proof", "The DPoP proof is refused: " + reason));
  }
}
