// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.session;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.Resource;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import io.tokenbroker.gateway.browser.RefusedException;
import io.tokenbroker.gateway.issuer.IssuerAnswer;
import io.tokenbroker.gateway.issuer.IssuerException;
import io.tokenbroker.gateway.issuer.IssuerHttp;
import io.tokenbroker.gateway.page.Notice;
import io.tokenbroker.gateway.page.NoticeText;
import io.tokenbroker.secrets.Secret;
import io.tokenbroker.secrets.SecretAccess;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Verifies ID tokens (OpenID Connect Core 1.0, 3.1.3.7). The provider's keys are fetched when they
 * are needed, kept for five minutes, and fetched again for a key that is not among them, at most
 * twice in 30 seconds. Blocks its caller. Thread-safe.
 */
final class IdTokens {
  /** Asymmetric only: a client secret must never verify what it could sign. */
  private static final Set<JWSAlgorithm> ALGORITHMS =
      Set.of(
          JWSAlgorithm.RS256,
          JWSAlgorithm.PS256,
          JWSAlgorithm.ES256,
          JWSAlgorithm.ES384,
          JWSAlgorithm.ES512);

  private static final int OK = 200;
  private static final Duration SKEW = Duration.ofSeconds(60);
  private static final Duration MAX_AGE = Duration.ofMinutes(15);

  private final String issuer;
  private final String clientId;
  private final Clock clock;
  private final DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();

  IdTokens(LoginSettings settings, URI keys, IssuerHttp http, Clock clock) {
    this.issuer = settings.issuer().toString();
    this.clientId = settings.clientId();
    this.clock = clock;
    processor.setJWSKeySelector(new JWSVerificationKeySelector<>(ALGORITHMS, source(keys, http)));
    // What the claims must be is said below, by our own clock.
    processor.setJWTClaimsSetVerifier((claims, context) -> {});
  }

  /**
   * The claims of a token that was made for this login.
   *
   * @throws RefusedException if it was not
   * @throws IssuerException if the keys can't be had
   */
  Map<String, Object> verify(String token, Secret nonce) {
    JWTClaimsSet claims = signed(token);
    Instant now = clock.instant();
    require(issuer.equals(claims.getIssuer()), "login_token_of_another_issuer");
    requireAudience(claims);
    require(isNonce(claims, nonce), "login_nonce_mismatch");
    require(
        instant(claims.getExpirationTime()).filter(end -> now.isBefore(end.plus(SKEW))).isPresent(),
        "login_token_expired");
    require(
        instant(claims.getIssueTime())
            .filter(made -> !made.isAfter(now.plus(SKEW)) && made.isAfter(now.minus(MAX_AGE)))
            .isPresent(),
        "login_token_of_another_time");
    require(
        instant(claims.getNotBeforeTime()).stream().noneMatch(from -> from.isAfter(now.plus(SKEW))),
        "login_token_not_yet_valid");
    return claims.getClaims();
  }

  private JWTClaimsSet signed(String token) {
    try {
      return processor.process(token, null);
    } catch (ParseException | BadJOSEException e) {
      throw refused("login_token_not_signed_by_issuer");
    } catch (JOSEException e) {
      throw new IssuerException("the keys that ID tokens are signed with can't be had", e);
    }
  }

  private void requireAudience(JWTClaimsSet claims) {
    List<String> audience = claims.getAudience();
    Object authorizedParty = claims.getClaim("azp");
    require(audience.contains(clientId), "login_token_for_another_client");
    require(
        authorizedParty == null ? audience.size() == 1 : clientId.equals(authorizedParty),
        "login_token_for_another_client");
  }

  private static boolean isNonce(JWTClaimsSet claims, Secret nonce) {
    return claims.getClaim("nonce") instanceof String text
        && MessageDigest.isEqual(
            text.getBytes(StandardCharsets.UTF_8), nonce.revealBytes(SecretAccess.get()));
  }

  private static Optional<Instant> instant(Date date) {
    return Optional.ofNullable(date).map(Date::toInstant);
  }

  private static void require(boolean holds, String reason) {
    if (!holds) {
      throw refused(reason);
    }
  }

  private static RefusedException refused(String reason) {
    return new RefusedException(reason, Notice.bad(400, NoticeText.LOGIN_FAILED));
  }

  private static JWKSource<SecurityContext> source(URI keys, IssuerHttp http) {
    try {
      return JWKSourceBuilder.create(keys.toURL(), url -> document(keys, http))
          .refreshAheadCache(false)
          .build();
    } catch (MalformedURLException e) {
      throw new IssuerException("jwks_uri in the metadata is not a URL", e);
    }
  }

  private static Resource document(URI keys, IssuerHttp http) throws IOException {
    try {
      IssuerAnswer answer = OpenIdProvider.await(http.get(keys));
      if (answer.status() != OK) {
        throw new IssuerException("GET " + keys + " was answered with " + answer.status());
      }
      return new Resource(answer.body(), "application/json");
    } catch (IssuerException e) {
      throw new IOException(e);
    }
  }
}
