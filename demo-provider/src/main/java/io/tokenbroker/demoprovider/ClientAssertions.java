// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.demoprovider;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jose.crypto.factories.DefaultJWSVerifierFactory;
import com.nimbusds.jose.jwk.AsymmetricJWK;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Checks assertions with which clients authenticate (RFC 7523 section 3): {@code private_key_jwt}
 * by the registered keys, {@code client_secret_jwt} by the secrets. Each is good once. Thread-safe.
 */
final class ClientAssertions {

  private static final String TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
  private static final Duration MAX_LIFETIME = Duration.ofMinutes(60);
  private static final Duration SKEW = Duration.ofSeconds(30);
  private static final int MAX_REMEMBERED = 10_000;

  private final Clock clock;
  private final Supplier<ProviderUris> uris;
  private final OneTimeStore<Boolean> used;

  ClientAssertions(Clock clock, Supplier<ProviderUris> uris) {
    this.clock = clock;
    this.uris = uris;
    this.used = new OneTimeStore<>(MAX_REMEMBERED, MAX_LIFETIME.plus(SKEW), clock);
  }

  /** Whose it says that it is; unverified. */
  static String subjectOf(String assertion) throws RequestRefused {
    return Optional.ofNullable(claims(parsed(assertion)).getSubject()).orElse("");
  }

  void check(RegisteredClient client, Parameters form, String assertion) throws RequestRefused {
    require(
        form.value("client_assertion_type").equals(Optional.of(TYPE)),
        "client_assertion_type has to be " + TYPE);
    SignedJWT jwt = parsed(assertion);
    JWTClaimsSet claims = claims(jwt);
    require(isSignedBy(client, jwt), "it is signed with none of the client's keys or secrets");
    require(client.clientId().equals(claims.getIssuer()), "iss is not the client_id");
    require(
        claims.getAudience().stream().anyMatch(audiences()::contains),
        "aud has to be one of " + audiences());
    requireFresh(claims);
    require(claims.getJWTID() != null, "it has no jti");
    require(
        used.putIfAbsent(client.clientId() + " " + claims.getJWTID(), true),
        "its jti was used before");
  }

  private List<String> audiences() {
    ProviderUris at = uris.get();
    return List.of(at.issuer().toString(), at.at(ProviderUris.TOKEN).toString());
  }

  private void requireFresh(JWTClaimsSet claims) throws RequestRefused {
    Instant now = clock.instant();
    require(claims.getExpirationTime() != null, "it has no exp");
    Instant end = claims.getExpirationTime().toInstant();
    require(now.isBefore(end.plus(SKEW)), "it has expired");
    require(end.isBefore(now.plus(MAX_LIFETIME)), "it lives for too long");
    require(
        claims.getNotBeforeTime() == null
            || !claims.getNotBeforeTime().toInstant().isAfter(now.plus(SKEW)),
        "it is not valid yet");
  }

  private static boolean isSignedBy(RegisteredClient client, SignedJWT jwt) throws RequestRefused {
    try {
      return JWSAlgorithm.Family.HMAC_SHA.contains(jwt.getHeader().getAlgorithm())
          ? isSignedBySecret(client, jwt)
          : isSignedByKey(client, jwt);
    } catch (JOSEException | ParseException e) {
      throw refused("its signature could not be checked: " + e.getClass().getSimpleName());
    }
  }

  private static boolean isSignedBySecret(RegisteredClient client, SignedJWT jwt)
      throws JOSEException {
    for (String secret : client.clientSecrets()) {
      // One that is too short for the algorithm does not stand in the way of another.
      if (canSign(secret, jwt.getHeader().getAlgorithm()) && jwt.verify(new MACVerifier(secret))) {
        return true;
      }
    }
    return false;
  }

  private static boolean canSign(String secret, JWSAlgorithm algorithm) {
    int bits = secret.getBytes(StandardCharsets.UTF_8).length * Byte.SIZE;
    return MACSigner.getCompatibleAlgorithms(bits).contains(algorithm);
  }

  private static boolean isSignedByKey(RegisteredClient client, SignedJWT jwt)
      throws JOSEException, ParseException {
    String none = "{\"keys\":[]}";
    for (JWK key : JWKSet.parse(client.publicKeys().orElse(none)).getKeys()) {
      String wanted = jwt.getHeader().getKeyID();
      if (wanted != null && key.getKeyID() != null && !wanted.equals(key.getKeyID())) {
        continue;
      }
      if (key instanceof AsymmetricJWK asymmetric
          && isOfType(key, jwt.getHeader().getAlgorithm())
          && jwt.verify(
              new DefaultJWSVerifierFactory()
                  .createJWSVerifier(jwt.getHeader(), asymmetric.toPublicKey()))) {
        return true;
      }
    }
    return false;
  }

  static boolean isOfType(JWK key, JWSAlgorithm algorithm) {
    return switch (key.getKeyType().getValue()) {
      case "RSA" -> JWSAlgorithm.Family.RSA.contains(algorithm);
      case "EC" -> JWSAlgorithm.Family.EC.contains(algorithm);
      default -> false;
    };
  }

  private static SignedJWT parsed(String assertion) throws RequestRefused {
    try {
      return SignedJWT.parse(assertion);
    } catch (ParseException e) {
      throw refused("it is no signed JWT");
    }
  }

  private static JWTClaimsSet claims(SignedJWT jwt) throws RequestRefused {
    try {
      return jwt.getJWTClaimsSet();
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
        401, OAuthError.invalidClient("The client assertion is refused: " + reason));
  }
}
