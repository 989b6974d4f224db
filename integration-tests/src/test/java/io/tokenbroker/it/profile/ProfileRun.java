// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.it.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tokenbroker.executor.AccessToken;
import io.tokenbroker.it.browser.Browser;
import io.tokenbroker.it.system.OperatorCommand;
import io.tokenbroker.it.system.TestSystem;
import io.tokenbroker.key.TokenKey;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The life of one grant at a played provider, from the connect link to its revocation. */
public final class ProfileRun {
  private static final Duration WAIT = Duration.ofMinutes(3);

  private final TestSystem system;
  private final PlayedProviders providers;
  private final String tenant;

  public ProfileRun(TestSystem system, PlayedProviders providers, String tenant) {
    this.system = system;
    this.providers = providers;
    this.tenant = tenant;
  }

  /**
   * What was seen from outside.
   *
   * @param authorizationRequest where the browser was sent; empty without one
   * @param refreshed the token after a refresh; empty where there is none
   */
  public record Seen(
      Optional<URI> authorizationRequest, AccessToken first, Optional<AccessToken> refreshed) {}

  /** The grant of a case that goes through its whole life. */
  public TokenKey key(ProfileCase provider) {
    return provider.isForPersons()
        ? TokenKey.personal(tenant, provider.name(), "ada")
        : TokenKey.shared(tenant, provider.name());
  }

  /** The grant of a case that the provider refuses. */
  public TokenKey refusedKey(ProfileCase provider) {
    return TokenKey.personal(tenant, provider.name(), "eve");
  }

  /** Lives through it; fails where it does not go on. */
  public Seen run(ProfileCase provider) {
    if (provider.hasError()) {
      callBack(provider, refusedKey(provider), provider.refusedCode());
    }
    Optional<URI> request = obtain(provider);
    TokenKey key = key(provider);
    AccessToken first =
        await("a token of " + provider)
            .atMost(WAIT)
            .until(() -> system.tokens(tenant).get(key), Optional::isPresent)
            .orElseThrow();
    Optional<AccessToken> refreshed =
        provider.isRefreshed() ? Optional.of(refresh(first)) : Optional.empty();
    if (provider.isRevoked()) {
      assertThat(system.api(tenant).disconnect(key).status()).as("disconnect").isLessThan(300);
      await("the revocation of " + provider)
          .atMost(WAIT)
          .until(() -> providers.request(provider.name(), Recorded.Kind.REVOCATION).isPresent());
    }
    return new Seen(request, first, refreshed);
  }

  private Optional<URI> obtain(ProfileCase provider) {
    if (provider.isForPersons()) {
      return Optional.of(callBack(provider, key(provider), provider.code()));
    }
    OperatorCommand.Ended obtained =
        system.operator().run("grants", "obtain", key(provider).toString());
    assertThat(obtained.exitCode()).as(obtained.toString()).isZero();
    return Optional.empty();
  }

  private AccessToken refresh(AccessToken first) {
    system.tokens(tenant).reportRejected(first);
    return await("a refreshed token of " + first.key())
        .atMost(WAIT)
        .until(
            () -> system.tokens(tenant).get(first.key()),
            token -> token.filter(is -> is.version().isNewerThan(first.version())).isPresent())
        .orElseThrow();
  }

  private URI callBack(ProfileCase provider, TokenKey key, String code) {
    Browser browser = new Browser();
    URI request = browser.requestOf(connectUrl(key));
    Map<String, String> asked = Recorded.form(request.getRawQuery());
    Map<String, String> answer = new LinkedHashMap<>();
    answer.put(provider.data().path("codeName").asText("code"), code);
    answer.put("state", asked.getOrDefault("state", ""));
    provider
        .map(provider.data().path("callback"))
        .forEach((name, value) -> answer.put(name, value.equals(provider.code()) ? code : value));
    String query =
        answer.entrySet().stream()
            .map(entry -> encoded(entry.getKey()) + "=" + encoded(entry.getValue()))
            .collect(Collectors.joining("&"));
    browser.open(URI.create(asked.getOrDefault("redirect_uri", "") + "?" + query));
    return request;
  }

  private URI connectUrl(TokenKey key) {
    return await("a connect link of " + key)
        .atMost(WAIT)
        .until(() -> link(key), Optional::isPresent)
        .orElseThrow();
  }

  /** Empty while the gateway has not read the connector. */
  private Optional<URI> link(TokenKey key) {
    try {
      return Optional.of(
          system
              .api(tenant)
              .start(key, Optional.of(system.application().returnUrl()))
              .connectUrl());
    } catch (AssertionError e) {
      return Optional.empty();
    }
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
