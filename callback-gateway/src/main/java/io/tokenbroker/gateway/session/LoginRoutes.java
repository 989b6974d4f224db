// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.session;

import io.tokenbroker.gateway.address.QueryText;
import io.tokenbroker.gateway.browser.Redirect;
import io.tokenbroker.gateway.browser.RefusedException;
import io.tokenbroker.gateway.page.Next;
import io.tokenbroker.gateway.page.Notice;
import io.tokenbroker.gateway.page.NoticeText;
import io.tokenbroker.gateway.seal.RandomTokens;
import io.tokenbroker.gateway.seal.Sha256;
import io.tokenbroker.key.TokenKey;
import io.tokenbroker.secrets.Secret;
import io.tokenbroker.secrets.SecretAccess;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Logs people in at the deployment's OpenID provider (OpenID Connect Core 1.0, 3.1), with PKCE (RFC
 * 7636), state and nonce. {@code GET /login?back=/path} begins, {@code GET /login/callback} ends.
 */
final class LoginRoutes {
  static final String PATH = "/login";

  private static final String CALLBACK_PATH = PATH + "/callback";
  private static final Duration LIFETIME = Duration.ofMinutes(10);

  private final SessionParts parts;
  private final LoginSettings settings;
  private final SessionCookies sessions;
  private final LoginCookies cookies;
  private final LoginWorkers workers;
  private final OpenIdProvider provider;
  private final RandomTokens tokens = new RandomTokens();

  LoginRoutes(SessionParts parts, LoginSettings settings, SessionCookies sessions) {
    this.parts = parts;
    this.settings = settings;
    this.sessions = sessions;
    this.cookies = new LoginCookies(parts.sealed(), parts.publicUrl());
    this.workers = new LoginWorkers(parts.vertx());
    this.provider = new OpenIdProvider(settings, parts.clock());
  }

  void mount(Router router) {
    router.get(PATH).handler(rc -> begin(rc).onFailure(rc::fail));
    router.get(CALLBACK_PATH).handler(rc -> end(rc).onFailure(rc::fail));
  }

  /** Where the provider ends sessions of its own, if it does (RP-Initiated Logout 1.0). */
  Future<Optional<URI>> endSessionUrl(URI backTo) {
    return workers
        .run(provider::metadata)
        .map(
            metadata ->
                metadata
                    .endSessionEndpoint()
                    .map(
                        endpoint ->
                            QueryText.append(
                                endpoint,
                                Map.of(
                                    "client_id",
                                    settings.clientId(),
                                    "post_logout_redirect_uri",
                                    backTo.toString()))));
  }

  private Future<Void> begin(RoutingContext rc) {
    BackPath back = back(rc.queryParams());
    return workers
        .run(provider::metadata)
        .compose(
            metadata -> {
              Secret state = Secret.of(tokens.bits256());
              LoginAttempt attempt =
                  new LoginAttempt(
                      Secret.of(tokens.bits256()),
                      Secret.of(tokens.bits256()),
                      Optional.of(back),
                      parts.clock().instant().plus(LIFETIME));
              cookies.set(rc, state, attempt);
              return Redirect.found(rc, request(metadata, state, attempt));
            });
  }

  private static BackPath back(MultiMap query) {
    List<String> given = query.getAll("back");
    if (given.isEmpty()) {
      return BackPath.CONNECTIONS;
    }
    return Optional.of(given)
        .filter(values -> values.size() == 1)
        .flatMap(values -> BackPath.parse(values.get(0)))
        .orElseThrow(() -> refused("login_back_not_ours", NoticeText.UNREADABLE_ADDRESS));
  }

  private URI request(ProviderMetadata metadata, Secret state, LoginAttempt attempt) {
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("response_type", "code");
    parameters.put("client_id", settings.clientId());
    parameters.put("redirect_uri", redirectUri().toString());
    parameters.put("scope", String.join(" ", settings.scopes()));
    parameters.put("state", state.reveal(SecretAccess.get()));
    parameters.put("nonce", attempt.nonce().reveal(SecretAccess.get()));
    parameters.put("code_challenge", Sha256.base64Url(attempt.verifier()));
    parameters.put("code_challenge_method", "S256");
    return QueryText.append(metadata.authorizationEndpoint(), parameters);
  }

  private Future<Void> end(RoutingContext rc) {
    LoginAnswer answer = LoginAnswer.of(rc.queryParams());
    LoginAttempt attempt =
        answer
            .state()
            .flatMap(state -> cookies.take(rc, state))
            .orElseThrow(() -> refused("login_of_another_browser", NoticeText.LOGIN_OTHER_BROWSER));
    if (parts.clock().instant().isAfter(attempt.expiresAt())) {
      throw refused("login_expired", NoticeText.LOGIN_EXPIRED);
    }
    return workers
        .run(provider::metadata)
        .map(metadata -> answer.codeOf(settings.issuer(), metadata))
        .compose(code -> workers.run(() -> provider.claims(code, attempt, redirectUri())))
        .compose(claims -> loggedIn(rc, claims, attempt));
  }

  private Future<Void> loggedIn(
      RoutingContext rc, Map<String, Object> claims, LoginAttempt attempt) {
    PersonClaims.Person person = settings.claims().read(claims);
    Instant now = parts.clock().instant();
    sessions.set(
        rc,
        new Session(
            Session.Kind.LOGIN,
            person.tenant(),
            person.user(),
            person.name(),
            person.shared(),
            List.of(TokenKey.DEFAULT_ALIAS),
            Optional.empty(),
            now,
            now.plus(parts.settings().loginLifetime())));
    return attempt
        .back()
        .map(back -> Redirect.found(rc, parts.publicUrl().at(back.value())))
        .orElseGet(
            () ->
                parts
                    .pages()
                    .send(
                        rc,
                        new Notice(
                            200,
                            Notice.Tone.GOOD,
                            NoticeText.LOGGED_IN,
                            List.of(),
                            new Next.Stay())));
  }

  private URI redirectUri() {
    return parts.publicUrl().at(CALLBACK_PATH);
  }

  private static RefusedException refused(String reason, NoticeText text) {
    return new RefusedException(reason, Notice.bad(400, text));
  }
}
