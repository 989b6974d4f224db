// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.session;

import com.fasterxml.jackson.databind.JsonNode;
import io.tokenbroker.gateway.address.QueryText;
import io.tokenbroker.gateway.browser.RefusedException;
import io.tokenbroker.gateway.issuer.IssuerAnswer;
import io.tokenbroker.gateway.issuer.IssuerDocuments;
import io.tokenbroker.gateway.issuer.IssuerException;
import io.tokenbroker.gateway.issuer.IssuerHttp;
import io.tokenbroker.gateway.page.Notice;
import io.tokenbroker.gateway.page.NoticeText;
import io.tokenbroker.secrets.Secret;
import io.tokenbroker.secrets.SecretAccess;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The OpenID provider at which people log in. Its metadata is kept for an hour; when it can't be
 * had, nobody asks again for some seconds. Blocks its caller, so not for event loops. Thread-safe.
 */
final class OpenIdProvider {
  private static final Logger log = LoggerFactory.getLogger(OpenIdProvider.class);
  private static final Duration KEEP = Duration.ofHours(1);
  private static final Duration DEADLINE = Duration.ofSeconds(8);
  private static final Duration PAUSE = Duration.ofSeconds(5);
  private static final int MAX_ERROR = 64;

  private final LoginSettings settings;
  private final Clock clock;
  private final IssuerHttp http = new IssuerHttp(DEADLINE);
  private final IssuerDocuments documents = new IssuerDocuments(http);
  private Optional<Known> known = Optional.empty();
  private Instant notBefore = Instant.MIN;

  OpenIdProvider(LoginSettings settings, Clock clock) {
    this.settings = settings;
    this.clock = clock;
  }

  private record Known(ProviderMetadata metadata, IdTokens tokens, Instant until) {}

  /**
   * What the provider says about itself.
   *
   * @throws IssuerException if it can't be had
   */
  ProviderMetadata metadata() {
    return known().metadata();
  }

  /**
   * Trades a code for the claims about the person who logged in (OpenID Connect Core 1.0, 3.1.3).
   *
   * @throws RefusedException if code or ID token are no good
   * @throws IssuerException if the provider is away or at fault
   */
  Map<String, Object> claims(Secret code, LoginAttempt attempt, URI redirectUri) {
    Known provider = known();
    IssuerAnswer answer = await(exchange(provider.metadata(), code, attempt, redirectUri));
    if (answer.status() / 100 == 4) {
      log.atWarn()
          .addKeyValue("status", answer.status())
          .addKeyValue("error", error(answer))
          .log("the login's issuer did not take the code");
      throw failed("login_code_refused");
    }
    if (answer.status() != 200) {
      throw new IssuerException("the token endpoint answered with " + answer.status());
    }
    JsonNode token = answer.json("the token endpoint's answer").path("id_token");
    if (!token.isTextual()) {
      throw failed("login_without_id_token");
    }
    return provider.tokens().verify(token.asText(), attempt.nonce());
  }

  private synchronized Known known() {
    Instant now = clock.instant();
    if (known.filter(is -> now.isBefore(is.until())).isPresent()) {
      return known.get();
    }
    if (now.isBefore(notBefore)) {
      throw new IssuerException("the login's issuer could not be reached a moment ago");
    }
    try {
      ProviderMetadata metadata =
          ProviderMetadata.read(await(documents.openIdMetadata(settings.issuer())));
      // The keys stay known while their address does.
      IdTokens tokens =
          known
              .filter(is -> is.metadata().keys().equals(metadata.keys()))
              .map(Known::tokens)
              .orElseGet(() -> new IdTokens(settings, metadata.keys(), http, clock));
      Known fresh = new Known(metadata, tokens, now.plus(KEEP));
      known = Optional.of(fresh);
      return fresh;
    } catch (IssuerException e) {
      notBefore = now.plus(PAUSE);
      throw e;
    }
  }

  private CompletableFuture<IssuerAnswer> exchange(
      ProviderMetadata metadata, Secret code, LoginAttempt attempt, URI redirectUri) {
    Map<String, String> form = new LinkedHashMap<>();
    form.put("grant_type", "authorization_code");
    form.put("code", code.reveal(SecretAccess.get()));
    form.put("redirect_uri", redirectUri.toString());
    form.put("code_verifier", attempt.verifier().reveal(SecretAccess.get()));
    Optional<String> authorization =
        settings
            .clientSecret()
            .filter(secret -> metadata.authMethods().contains("client_secret_basic"))
            .map(this::basic);
    if (authorization.isEmpty()) {
      form.put("client_id", settings.clientId());
      settings
          .clientSecret()
          .ifPresent(secret -> form.put("client_secret", secret.reveal(SecretAccess.get())));
    }
    return http.post(metadata.tokenEndpoint(), QueryText.form(form.entrySet()), authorization);
  }

  /**
   * Waits for an answer, no longer than its own deadline.
   *
   * @throws IssuerException if there is none
   */
  static <T> T await(CompletableFuture<T> answer) {
    try {
      return answer.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof IssuerException failure
          ? failure
          : new IssuerException("the login's issuer failed", e);
    }
  }

  /** RFC 6749, 2.3.1: both are form-encoded first. */
  private String basic(Secret secret) {
    String credentials =
        QueryText.encode(settings.clientId())
            + ":"
            + QueryText.encode(secret.reveal(SecretAccess.get()));
    return "Basic "
        + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
  }

  private static String error(IssuerAnswer answer) {
    try {
      String error = answer.json("the error").path("error").asText("none");
      return error.length() <= MAX_ERROR && error.chars().allMatch(c -> c > ' ' && c < 0x7f)
          ? error
          : "unreadable";
    } catch (IssuerException e) {
      return "none";
    }
  }

  private static RefusedException failed(String reason) {
    return new RefusedException(reason, Notice.bad(400, NoticeText.LOGIN_FAILED));
  }
}
