// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.jwt;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.Ed25519Verifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.SignedJWT;
import io.tokenbroker.gateway.access.BearerTokens;
import io.tokenbroker.gateway.access.Caller;
import io.tokenbroker.gateway.access.JwtSettings;
import io.tokenbroker.gateway.event.UnavailableException;
import io.tokenbroker.gateway.issuer.IssuerDocuments;
import io.tokenbroker.gateway.issuer.IssuerHttp;
import io.tokenbroker.secrets.Secret;
import io.tokenbroker.secrets.SecretAccess;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Callers with a JSON Web Token of the deployment's issuer (RFC 6750; RFC 7519; RFC 8725). Whoever
 * is refused is not told why; the log says it. Thread-safe.
 */
public final class JwtCallers implements BearerTokens, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(JwtCallers.class);
  private static final Duration FETCH_DEADLINE = Duration.ofSeconds(5);
  private static final Duration LOOK_EVERY = Duration.ofSeconds(30);

  private final JwtThreads threads = new JwtThreads();
  private final TokenForm form;
  private final TokenClaims claims;
  private final CachedKeys keys;
  private final Clock clock;

  private JwtCallers(JwtSettings settings, Clock clock) {
    this.form = new TokenForm(settings.algorithms());
    this.claims = new TokenClaims(settings);
    this.clock = clock;
    IssuerKeys issuer =
        new IssuerKeys(
            settings, new IssuerDocuments(new IssuerHttp(FETCH_DEADLINE, threads.network())));
    this.keys = new CachedKeys(issuer::fetch, clock);
  }

  /** Starts to fetch the issuer's keys; it need not be there yet. */
  public static JwtCallers start(JwtSettings settings, Clock clock) {
    JwtCallers callers = new JwtCallers(settings, clock);
    callers.keys.fetchAhead();
    var unused =
        callers
            .threads
            .timer()
            .scheduleWithFixedDelay(
                callers.keys::fetchAhead,
                LOOK_EVERY.toMillis(),
                LOOK_EVERY.toMillis(),
                TimeUnit.MILLISECONDS);
    return callers;
  }

  @Override
  public CompletionStage<Optional<Caller>> callerOf(Secret token) {
    SignedJWT jwt;
    try {
      jwt = form.read(token.reveal(SecretAccess.get()));
    } catch (TokenRefusedException e) {
      return CompletableFuture.completedFuture(refused(e));
    }
    try {
      return keys.find(jwt.getHeader())
          .thenApplyAsync(key -> Optional.of(verified(jwt, key)), threads.verification())
          .exceptionally(JwtCallers::failed);
    } catch (RejectedExecutionException e) {
      return CompletableFuture.failedFuture(
          new UnavailableException("too many tokens wait for their verification", e));
    }
  }

  /** Why the issuer's keys can't be fetched at the moment; those that are known stay in force. */
  public Optional<String> trouble() {
    return keys.trouble();
  }

  @Override
  public void close() {
    threads.close();
  }

  private Caller verified(SignedJWT jwt, Optional<JWK> key) {
    JWK known = key.orElseThrow(() -> new TokenRefusedException("key_unknown"));
    try {
      if (!jwt.verify(verifier(known))) {
        throw new TokenRefusedException("signature_wrong");
      }
    } catch (JOSEException e) {
      throw new TokenRefusedException("signature_not_verifiable");
    }
    return claims.caller(jwt.getPayload().toString(), clock.instant());
  }

  private static JWSVerifier verifier(JWK key) throws JOSEException {
    if (key instanceof RSAKey rsa) {
      return new RSASSAVerifier(rsa);
    }
    if (key instanceof ECKey ec) {
      return new ECDSAVerifier(ec);
    }
    if (key instanceof OctetKeyPair pair) {
      return new Ed25519Verifier(pair);
    }
    throw new TokenRefusedException("key_unknown");
  }

  private static Optional<Caller> failed(Throwable error) {
    Throwable cause =
        error instanceof CompletionException
            ? Optional.ofNullable(error.getCause()).orElse(error)
            : error;
    if (cause instanceof TokenRefusedException refused) {
      return refused(refused);
    }
    throw cause instanceof UnavailableException unavailable
        ? unavailable
        : new UnavailableException("a token could not be looked at", cause);
  }

  private static Optional<Caller> refused(TokenRefusedException e) {
    log.atInfo().addKeyValue("reason", e.reason()).log("a bearer token was refused");
    return Optional.empty();
  }
}
