// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.standalone.demo;

import static io.tokenbroker.standalone.demo.Steps.require;

import io.tokenbroker.demoprovider.ConsentClient;
import io.tokenbroker.demoprovider.DemoProvider;
import io.tokenbroker.demoprovider.GrantType;
import io.tokenbroker.executor.AccessToken;
import io.tokenbroker.executor.TokenClient;
import io.tokenbroker.executor.TokenStatus;
import io.tokenbroker.standalone.system.Await;
import io.tokenbroker.standalone.system.DemoGrant;
import io.tokenbroker.standalone.system.GatewayApi;
import io.tokenbroker.standalone.system.LocalSystem;
import io.tokenbroker.standalone.system.Userinfo;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The life of one grant, from the connect link to the revocation, seen from all sides: browser,
 * application, runner and provider.
 */
final class Story {
  /** Longer than the broker's minimum interval between two refreshes of a grant. */
  private static final Duration REFRESH_WAIT = Duration.ofSeconds(25);

  private static final Duration HTTP_WAIT = Duration.ofSeconds(10);
  private static final String ACCOUNT = "ada";

  private final Steps steps;
  private final DemoGrant grant;
  private final DemoProvider provider;
  private final GatewayApi gateway;
  private final TokenClient tokens;
  private final Userinfo resource;
  private final Browser browser = new Browser();

  Story(Steps steps, DemoGrant grant, LocalSystem system) {
    this.steps = steps;
    this.grant = grant;
    this.provider = system.provider();
    this.gateway = system.gatewayApi();
    this.tokens = system.tokens();
    this.resource = system.userinfo();
  }

  /** An authorization whose browser has come back. */
  record Connected(URI callback, AccessToken token) {}

  /** From nothing to a token at the runner. */
  Connected connect() {
    GatewayApi.Started started =
        steps.step(
            "authorization of " + grant.key() + " started over the API",
            () -> gateway.start(grant, Optional.empty()));
    URI consentPage =
        steps.step(
            "connect link opened, button pressed: cookie set, sent on to the provider with PKCE",
            () -> open(started.connectUrl()));
    URI callback =
        steps.step(
            "consent given at the provider",
            () -> new ConsentClient(HTTP_WAIT).allow(consentPage, ACCOUNT));
    AccessToken token =
        steps.step(
            "callback to token at the runner",
            () -> {
              browser.get(callback);
              return Await.present(() -> tokens.get(grant.key()), HTTP_WAIT, "token at the runner");
            });
    steps.step("outcome on the API: succeeded", () -> awaitSuccess(started.authorizationId()));
    steps.step("the provider accepts the runner's token", () -> expectUserinfo(token, 200));
    return new Connected(callback, token);
  }

  /** A runner says that its token was rejected. */
  AccessToken refresh(AccessToken rejected) {
    return steps.step(
        "token reported as rejected: the runner has a newer one after exactly one refresh",
        () -> {
          long before = provider.tokenRequests(GrantType.REFRESH_TOKEN);
          tokens.reportRejected(rejected);
          AccessToken newer =
              tokens
                  .refreshed(grant.key(), rejected.version(), REFRESH_WAIT)
                  .toCompletableFuture()
                  .get(REFRESH_WAIT.toSeconds() + 1, TimeUnit.SECONDS);
          require(newer.version().isNewerThan(rejected.version()), "the version did not grow");
          require(!newer.secret().equals(rejected.secret()), "it is the same token");
          long refreshes = provider.tokenRequests(GrantType.REFRESH_TOKEN) - before;
          require(refreshes == 1, "the provider saw " + refreshes + " refreshes");
          require(provider.reuseDetections() == 0, "a spent refresh token was used again");
          return expectUserinfo(newer, 200);
        });
  }

  /** The same callback again, from elsewhere and from the same browser. */
  void replay(URI callback) {
    steps.step(
        "callback replayed in another browser: refused",
        () -> expect(new Browser().get(callback), 400));
    steps.step(
        "callback replayed in the same browser: same outcome, no second exchange",
        () -> {
          long before = provider.tokenRequests(GrantType.AUTHORIZATION_CODE);
          HttpResponse<String> page = expect(browser.get(callback), 200);
          require(page.body().contains("is connected"), "the page tells another outcome");
          long exchanges = provider.tokenRequests(GrantType.AUTHORIZATION_CODE) - before;
          require(exchanges == 0, "the provider saw the code again");
          return page;
        });
  }

  /** From a token at the runner to nothing. */
  void disconnect(AccessToken token) {
    long before = provider.revocations();
    steps.step(
        "disconnected over the API: the runner is told",
        () -> {
          String state = gateway.disconnect(grant);
          require(state.startsWith("revo"), "the state is " + state);
          return Await.until(
              () -> tokens.status(grant.key()) instanceof TokenStatus.Revoked,
              HTTP_WAIT,
              "the runner's Revoked");
        });
    steps.step(
        "the provider has revoked, and refuses the token",
        () -> {
          Await.until(() -> provider.revocations() > before, HTTP_WAIT, "a revocation");
          require(tokens.get(grant.key()).isEmpty(), "the runner still hands out a token");
          return expectUserinfo(token, 401);
        });
  }

  private URI open(URI connectUrl) throws IOException, InterruptedException {
    HttpResponse<String> answer = expect(browser.press(expect(browser.get(connectUrl), 200)), 200);
    require(answer.headers().firstValue("Set-Cookie").isPresent(), "no cookie was set");
    URI target = Browser.next(answer);
    require(
        target.toString().startsWith(provider.authorizationEndpoint().toString()),
        "the browser was sent elsewhere");
    require(target.getQuery().contains("code_challenge_method=S256"), "there is no PKCE");
    return target;
  }

  private boolean awaitSuccess(String authorizationId)
      throws InterruptedException, TimeoutException {
    Await.until(() -> !gateway.status(authorizationId).equals("pending"), HTTP_WAIT, "an outcome");
    String status = gateway.status(authorizationId);
    require(status.equals("succeeded"), "the outcome is " + status);
    return true;
  }

  private AccessToken expectUserinfo(AccessToken token, int status)
      throws IOException, InterruptedException {
    int actual = resource.get(token).status();
    require(actual == status, "userinfo answered " + actual + " instead of " + status);
    return token;
  }

  private static HttpResponse<String> expect(HttpResponse<String> answer, int status) {
    require(
        answer.statusCode() == status,
        "the gateway answered " + answer.statusCode() + " instead of " + status);
    return answer;
  }
}
