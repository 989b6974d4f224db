// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.session;

import io.tokenbroker.gateway.address.QueryText;
import io.tokenbroker.gateway.browser.RefusedException;
import io.tokenbroker.gateway.page.Notice;
import io.tokenbroker.gateway.page.NoticeText;
import io.tokenbroker.secrets.Secret;
import io.tokenbroker.secrets.SecretAccess;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The OpenID provider at which people log in. Its metadata is kept for an hour; when it can't be
 * had, nobody asks again for some seconds. Blocks its caller, so not for event loops. Thread-safe.
 */
final class OpenIdProvider {
  private static final Logger log = LoggerFactory.getLogger(OpenIdProvider.class);
  private static final String WELL_KNOWN = "/.well-known/openid-configuration";
  private static final Duration KEEP = Duration.ofHours(1);
  private static final Duration PAUSE = Duration.ofSeconds(5);
  private static final int MAX_ERROR = 64;

  private final LoginSettings settings;
  private final Clock clock;
  private final ProviderHttp http = new ProviderHttp();
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
   * @throws ProviderException if it can't be had
   */
  ProviderMetadata metadata() {
    return known().metadata();
  }

  /**
   * Trades a code for the claims about the person who logged in (OpenID Connect Core 1.0, 3.1.3).
   *
   * @throws RefusedException if code or ID token are no good
   * @throws ProviderException if the provider is away or at fault
   */
  Map<String, Object> claims(Secret code, LoginAttempt attempt, URI redirectUri) {
    Known provider = known();
    ProviderHttp.Answer answer =
        http.send(tokenRequest(provider.metadata(), code, attempt, redirectUri));
    if (answer.status() / 100 == 4) {
      log.atWarn()
          .addKeyValue("status", answer.status())
          .addKeyValue("error", error(answer))
          .log("the login's issuer did not take the code");
      throw failed("login_code_refused");
    }
    if (answer.status() != 200) {
      throw new ProviderException("the token endpoint answered with " + answer.status());
    }
    if (answer.json("the token endpoint's answer").getValue("id_token") instanceof String token) {
      return provider.tokens().verify(token, attempt.nonce());
    }
    throw failed("login_without_id_token");
  }

  private synchronized Known known() {
    Instant now = clock.instant();
    if (known.filter(is -> now.isBefore(is.until())).isPresent()) {
      return known.get();
    }
    if (now.isBefore(notBefore)) {
      throw new ProviderException("the login's issuer could not be reached a moment ago");
    }
    try {
      ProviderMetadata metadata =
          ProviderMetadata.read(
              http.get(URI.create(settings.issuer().toString().replaceAll("/$", "") + WELL_KNOWN))
                  .json("the metadata"),
              settings.issuer());
      // The keys stay known while their address does.
      IdTokens tokens =
          known
              .filter(is -> is.metadata().keys().equals(metadata.keys()))
              .map(Known::tokens)
              .orElseGet(() -> new IdTokens(settings, metadata.keys(), http, clock));
      Known fresh = new Known(metadata, tokens, now.plus(KEEP));
      known = Optional.of(fresh);
      return fresh;
    } catch (ProviderException e) {
      notBefore = now.plus(PAUSE);
      throw e;
    }
  }

  private HttpRequest.Builder tokenRequest(
      ProviderMetadata metadata, Secret code, LoginAttempt attempt, URI redirectUri) {
    Map<String, String> form = new LinkedHashMap<>();
    form.put("grant_type", "authorization_code");
    form.put("code", code.reveal(SecretAccess.get()));
    form.put("redirect_uri", redirectUri.toString());
    form.put("code_verifier", attempt.verifier().reveal(SecretAccess.get()));
    HttpRequest.Builder request =
        HttpRequest.newBuilder(metadata.tokenEndpoint())
            .header("Content-Type", "application/x-www-form-urlencoded");
    boolean basic = metadata.authMethods().contains("client_secret_basic");
    if (settings.clientSecret().isPresent() && basic) {
      request.header("Authorization", basic(settings.clientSecret().get()));
    } else {
      form.put("client_id", settings.clientId());
      settings
          .clientSecret()
          .ifPresent(secret -> form.put("client_secret", secret.reveal(SecretAccess.get())));
    }
    return request.POST(HttpRequest.BodyPublishers.ofString(QueryText.form(form.entrySet())));
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

  private static String error(ProviderHttp.Answer answer) {
    try {
      String error = String.valueOf(answer.json("the error").getValue("error"));
      return error.length() <= MAX_ERROR && error.chars().allMatch(c -> c > ' ' && c < 0x7f)
          ? error
          : "unreadable";
    } catch (ProviderException e) {
      return "none";
    }
  }

  private static RefusedException failed(String reason) {
    return new RefusedException(reason, Notice.bad(400, NoticeText.LOGIN_FAILED));
  }
}
