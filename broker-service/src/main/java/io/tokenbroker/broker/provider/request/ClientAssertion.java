// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.provider.request;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.tokenbroker.secrets.Secret;
import io.tokenbroker.secrets.SecretAccess;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import java.util.UUID;

/** A JWT by which a client proves who it is (RFC 7523, 3). Each is good once. */
final class ClientAssertion {
  private static final Duration LIFETIME = Duration.ofSeconds(60);
  private static final String TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

  private ClientAssertion() {}

  /** Adds it (RFC 7523, 2.2), with the client_id that some providers want to see as well. */
  static void add(Draft draft, Assertion assertion) {
    draft.parameters().put("client_id", assertion.clientId());
    draft.parameters().put("client_assertion_type", TYPE);
    draft.parameters().put("client_assertion", draft.use(assertion.jwt()));
  }

  /** The assertion and whose it is. */
  record Assertion(String clientId, Secret jwt) {}

  /**
   * Signed with the client secret.
   *
   * @throws IllegalArgumentException if the secret is too short for the algorithm
   */
  static Assertion bySecret(
      String clientId, String audience, JWSAlgorithm algorithm, Secret secret, Instant now) {
    try {
      return signed(
          clientId,
          audience,
          new JWSHeader.Builder(algorithm).build(),
          new MACSigner(secret.revealBytes(SecretAccess.get())),
          now);
    } catch (JOSEException e) {
      throw new IllegalArgumentException(
          "client_secret_jwt with "
              + algorithm
              + ": the client secret is too short (RFC 7518, 3.2)");
    }
  }

  /**
   * Signed with a key.
   *
   * @param algorithm empty: the key's own
   * @throws IllegalArgumentException if the key is not for the algorithm
   */
  static Assertion byKey(
      String clientId,
      String audience,
      Optional<JWSAlgorithm> algorithm,
      ClientKey key,
      Instant now) {
    JWSAlgorithm chosen = algorithm.orElse(key.algorithm());
    JWSHeader.Builder header = new JWSHeader.Builder(chosen);
    key.keyId().ifPresent(header::keyID);
    return signed(clientId, audience, header.build(), key.signer(chosen), now);
  }

  private static Assertion signed(
      String clientId, String audience, JWSHeader header, JWSSigner signer, Instant now) {
    SignedJWT jwt =
        new SignedJWT(
            header,
            new JWTClaimsSet.Builder()
                .issuer(clientId)
                .subject(clientId)
                .audience(audience)
                .jwtID(UUID.randomUUID().toString())
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plus(LIFETIME)))
                .build());
    try {
      jwt.sign(signer);
    } catch (JOSEException e) {
      throw new IllegalArgumentException(
          "a client assertion could not be signed with " + header.getAlgorithm());
    }
    return new Assertion(clientId, Secret.of(jwt.serialize()));
  }
}
