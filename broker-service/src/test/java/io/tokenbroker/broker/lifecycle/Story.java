// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenbroker.broker.lifecycle.ConnectorPolicy.RefreshReplay;
import io.tokenbroker.broker.lifecycle.Input.FailureClass;
import io.tokenbroker.key.TokenKey;
import io.tokenbroker.key.TokenVersion;
import io.tokenbroker.secrets.Secret;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One grant's life, told step by step: what happens is a verb, what came of it is asked for
 * afterwards. Time passes as the due store lets it pass: the grant is looked at whenever it asked
 * to be.
 */
final class Story {
  static final TokenKey KEY = TokenKey.personal("acme", "github", "ada");
  static final TokenKey SHARED = TokenKey.shared("acme", "github");
  static final Instant START = Instant.parse("2026-03-01T10:00:00Z");
  static final String ORIGIN = "https://provider.example:443";
  static final Duration LIFETIME = Duration.ofHours(1);
  private static final int MAX_LOOKS = 10_000;

  private final TokenLifecycle lifecycle = new TokenLifecycle();
  private final List<Effect> history = new ArrayList<>();
  private final List<Effect> latest = new ArrayList<>();
  private TokenKey key = KEY;
  private ConnectorPolicy policy = policy(new RefreshReplay.Never());
  private Optional<Grant> grant = Optional.empty();
  private Instant now = START;

  /** A provider that can revoke, whose response names the lifetime, and that rotates strictly. */
  static ConnectorPolicy policy(RefreshReplay replay) {
    return new TestPolicy().replay(replay).build();
  }

  /** Ada's grant of another system, as an operator brings it in: good for eight hours. */
  static Input importOf(String accessToken, String refreshToken, Instant at, boolean replace) {
    return new Input.ImportRequested(
        "i",
        7,
        Optional.of(Secret.of(accessToken)),
        Optional.of(Secret.of(refreshToken)),
        Optional.of(at.plus(Duration.ofHours(8))),
        Optional.empty(),
        List.of(),
        Optional.of("ada@provider"),
        replace,
        "ops",
        at);
  }

  static TokenResponse tokens(String accessToken, String refreshToken) {
    return response(accessToken, Optional.of(refreshToken), Optional.of(LIFETIME));
  }

  static TokenResponse response(
      String accessToken, Optional<String> refreshToken, Optional<Duration> lifetime) {
    return response(accessToken, refreshToken, lifetime, Optional.of("ada@provider"));
  }

  static TokenResponse response(
      String accessToken,
      Optional<String> refreshToken,
      Optional<Duration> lifetime,
      Optional<String> subject) {
    return new TokenResponse(
        Secret.of(accessToken),
        "Bearer",
        lifetime,
        refreshToken.map(Secret::of),
        Optional.empty(),
        Optional.empty(),
        subject,
        Map.of(),
        Optional.empty());
  }

  /** A response that also tells something that is kept. */
  static TokenResponse withAttributes(TokenResponse response, Map<String, String> attributes) {
    return new TokenResponse(
        response.accessToken(),
        response.tokenType(),
        response.lifetime(),
        response.refreshToken(),
        response.refreshTokenLifetime(),
        response.scopes(),
        response.subject(),
        attributes,
        response.proofKey());
  }

  /** A response whose tokens are bound to a key (RFC 9449). */
  static TokenResponse boundTo(String proofKey, TokenResponse response) {
    return new TokenResponse(
        response.accessToken(),
        "DPoP",
        response.lifetime(),
        response.refreshToken(),
        response.refreshTokenLifetime(),
        response.scopes(),
        response.subject(),
        response.attributes(),
        Optional.of(Secret.of(proofKey)));
  }

  static TokenResponse withRefreshTokenLifetime(
      String accessToken, Optional<String> refreshToken, Duration refreshTokenLifetime) {
    return new TokenResponse(
        Secret.of(accessToken),
        "Bearer",
        Optional.of(LIFETIME),
        refreshToken.map(Secret::of),
        Optional.of(refreshTokenLifetime),
        Optional.empty(),
        Optional.empty(),
        Map.of(),
        Optional.empty());
  }

  /** The grant that everybody shares. */
  Story ofAll() {
    key = SHARED;
    return this;
  }

  /** The connector's rules from here on. */
  Story with(ConnectorPolicy next) {
    policy = next;
    return this;
  }

  Story with(RefreshReplay replay) {
    return with(policy(replay));
  }

  // ---- what happens

  Story when(Input input) {
    latest.clear();
    decide(input);
    return this;
  }

  /** Time passes, and whatever becomes due is looked at when it is due. */
  Story passes(Duration duration) {
    latest.clear();
    Instant end = now.plus(duration);
    int looks = 0;
    while (nextLook().filter(look -> !look.isAfter(end)).isPresent()) {
      now = nextLook().get();
      decide(new Input.TimeReached());
      assertThat(looks++).as("looks at a grant").isLessThan(MAX_LOOKS);
    }
    now = end;
    return this;
  }

  /** Time passes and nobody looks, until everything that is due is looked at at once. */
  Story isDownFor(Duration duration) {
    now = now.plus(duration);
    return when(new Input.TimeReached());
  }

  Story passesUntil(Instant time) {
    return passes(Duration.between(now, time));
  }

  Story starts(String id) {
    return startsAt(id, now);
  }

  Story startsAt(String id, Instant startedAt) {
    return when(
        new Input.AuthorizationStarted(
            id,
            startedAt,
            startedAt.plus(Duration.ofMinutes(10)),
            "https://gateway.example/oauth/callback",
            List.of("repo"),
            Secret.of("verifier-of-" + id),
            7,
            "api-key-1"));
  }

  /** A browser waits until its request was pushed (RFC 9126). */
  Story startsPushed(String id) {
    return when(
        new Input.AuthorizationStarted(
            id,
            now,
            now.plus(Duration.ofMinutes(10)),
            "https://gateway.example/oauth/callback",
            List.of("repo"),
            Secret.of("verifier-of-" + id),
            7,
            "api-key-1",
            Optional.of(Secret.of("request-of-" + id))));
  }

  /** The provider takes the request that was pushed last. */
  Story takesThePush() {
    return takesThePush(push());
  }

  Story takesThePush(Effect.CallProvider push) {
    return when(
        new Input.RequestPushed(
            push.attemptId(), now, "urn:of:" + push.attemptId(), Duration.ofSeconds(90)));
  }

  /** Somebody wants to authorize at another device (RFC 8628). */
  Story asksForADevice(String id) {
    return when(new Input.DeviceRequested(id, 7, List.of("repo"), "ops", now));
  }

  /** The provider names a place and a code, good for ten minutes. */
  Story namesACode(Duration interval) {
    return namesACode(Duration.ofMinutes(10), interval);
  }

  Story namesACode(Duration lifetime, Duration interval) {
    return when(
        new Input.DeviceAuthorized(
            call(Effect.DeviceAuthorization.class).attemptId(),
            now,
            Secret.of("device-code"),
            "WDJB-MJHT",
            "https://provider.example/device",
            Optional.empty(),
            lifetime,
            interval));
  }

  Story comesBack(String id) {
    return when(new Input.AuthorizationCodeReceived(id, Secret.of("code-of-" + id)));
  }

  Story comesBackWith(String id, Map<String, String> attributes) {
    return when(
        new Input.AuthorizationCodeReceived(
            id, Secret.of("code-of-" + id), attributes, new BoundBy.Nothing()));
  }

  Story comesBackBoundBy(String id, BoundBy by) {
    return when(new Input.AuthorizationCodeReceived(id, Secret.of("code-of-" + id), Map.of(), by));
  }

  /** This browser brought the code: it alone has the code that confirms it. */
  Story comesBackToConfirm(String id, String browser) {
    return comesBackBoundBy(
        id, new BoundBy.ConfirmationCode(Hashes.sha256(confirmationCode(browser))));
  }

  /** The provider has given tokens, and nobody has confirmed yet whose they are. */
  Story isHeldBack(String id, TokenResponse response) {
    starts(id).comesBackToConfirm(id, "browser");
    return succeeds(exchange(), response);
  }

  /** The application's back end sends the code that this browser brought. */
  Story isConfirmed(String id, String browser) {
    return isConfirmedAt(id, browser, now);
  }

  Story isConfirmedAt(String id, String browser, Instant requestedAt) {
    return when(
        new Input.ConfirmationReceived(
            "c-1", id, Secret.of(confirmationCode(browser)), "api-key-1", requestedAt));
  }

  private static String confirmationCode(String browser) {
    return "confirmation-of-" + browser;
  }

  Story succeeds(Effect.CallProvider call, TokenResponse response) {
    return succeeds(call, now, response);
  }

  Story succeeds(Effect.CallProvider call, Instant sentAt, TokenResponse response) {
    return when(new Input.CallSucceeded(call.attemptId(), sentAt, Optional.of(response)));
  }

  /** A revocation's success, which says nothing. */
  Story succeeds(Effect.CallProvider call) {
    return when(new Input.CallSucceeded(call.attemptId(), now, Optional.empty()));
  }

  Story fails(Effect.CallProvider call, FailureClass failureClass, String error) {
    return fails(call, failureClass, error, Optional.empty());
  }

  Story fails(
      Effect.CallProvider call,
      FailureClass failureClass,
      String error,
      Optional<Duration> retryAfter) {
    return when(
        new Input.CallFailed(call.attemptId(), failureClass, error, Optional.empty(), retryAfter));
  }

  Story isNotSent(Effect.CallProvider call, Optional<Duration> retryAfter) {
    return when(new Input.CallNotSent(call.attemptId(), "bulkhead_full", retryAfter));
  }

  Story isPaused(Effect.CallProvider call) {
    return when(
        new Input.CallNotSent(
            call.attemptId(), Input.CallNotSent.PAUSED, Optional.of(Duration.ofSeconds(20))));
  }

  Story isLost(Effect.CallProvider call) {
    return when(new Input.CallUnknown(call.attemptId(), now, "no_reply_in_time"));
  }

  Story needsNewer(TokenVersion held) {
    return when(
        new Input.RefreshRequested(held, "rejected_by_resource", "runner-1", Optional.empty()));
  }

  Story isImported(String id, Optional<String> accessToken, Optional<String> refreshToken) {
    return isImported(id, accessToken, refreshToken, Optional.empty(), false);
  }

  Story isImported(
      String id,
      Optional<String> accessToken,
      Optional<String> refreshToken,
      Optional<Instant> expiresAt,
      boolean replace) {
    return when(
        new Input.ImportRequested(
            id,
            7,
            accessToken.map(Secret::of),
            refreshToken.map(Secret::of),
            expiresAt,
            Optional.empty(),
            List.of("repo"),
            Optional.of("ada@provider"),
            replace,
            "ops",
            now));
  }

  /** The shared grant is asked for with the client's own credentials. */
  Story asksFor(String id) {
    return ofAll().when(new Input.TokenRequested(id, 7, List.of("read"), "ops", now));
  }

  /** From nothing to a shared grant with the client's own credentials. */
  Story obtains(String id) {
    return asksFor(id)
        .succeeds(
            call(Effect.ClientCredentials.class),
            response("at-1", Optional.empty(), Optional.of(LIFETIME), Optional.empty()));
  }

  Story isErased() {
    return when(new Input.RevokeRequested("c-1", "off_boarding", true, "ops", now));
  }

  Story isRevoked() {
    return when(new Input.RevokeRequested("c-1", "user_request", false, "api-key-1", now));
  }

  /** From nothing to an active grant with access token {@code at-1} and {@code rt-1}. */
  Story authorized() {
    return authorized("authorization-1", tokens("at-1", "rt-1"));
  }

  Story authorized(String id, TokenResponse response) {
    starts(id).comesBack(id);
    return succeeds(exchange(), response);
  }

  /** An active grant whose proactive refresh has just been requested. */
  Story refreshing() {
    authorized();
    return passesUntil(nextLook().orElseThrow());
  }

  // ---- what came of it

  Instant now() {
    return now;
  }

  Optional<Grant> state() {
    return grant;
  }

  Grant grant() {
    return grant.orElseThrow();
  }

  Optional<Instant> nextLook() {
    return grant.flatMap(Grant::nextLook);
  }

  TokenVersion version() {
    return grant().version();
  }

  Credential.Active active() {
    assertThat(grant().credential()).isInstanceOf(Credential.Active.class);
    return (Credential.Active) grant().credential();
  }

  Credential.Revoked revoked() {
    assertThat(grant().credential()).isInstanceOf(Credential.Revoked.class);
    return (Credential.Revoked) grant().credential();
  }

  Credential.ReauthorizationRequired reauthorizationRequired() {
    assertThat(grant().credential()).isInstanceOf(Credential.ReauthorizationRequired.class);
    return (Credential.ReauthorizationRequired) grant().credential();
  }

  /** When the next refresh is planned. */
  Instant refreshAt() {
    assertThat(active().refresh()).isInstanceOf(CallSlot.Scheduled.class);
    return active().refresh().nextLook().orElseThrow();
  }

  /** The effects of a kind since the last thing that happened. */
  <E extends Effect> List<E> now(Class<E> kind) {
    return latest.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  /** The effects of a kind since the story began. */
  <E extends Effect> List<E> ever(Class<E> kind) {
    return history.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  <E extends Effect> E theOnly(Class<E> kind) {
    assertThat(now(kind)).as("effects of the last step: %s", latest).hasSize(1);
    return now(kind).get(0);
  }

  List<Effect> effects() {
    return List.copyOf(latest);
  }

  List<String> audited() {
    return now(Effect.Audit.class).stream().map(Effect.Audit::action).toList();
  }

  /** The outcomes that were answered for an authorization, oldest first. */
  List<Outcome> outcomes(String id) {
    return ever(Effect.AnswerAuthorization.class).stream()
        .filter(answer -> answer.authorizationId().equals(id))
        .map(Effect.AnswerAuthorization::outcome)
        .toList();
  }

  String failure(String id) {
    List<Outcome> outcomes = outcomes(id);
    assertThat(outcomes).as("outcomes of " + id).isNotEmpty();
    assertThat(outcomes.get(outcomes.size() - 1)).isInstanceOf(Outcome.Failed.class);
    return ((Outcome.Failed) outcomes.get(outcomes.size() - 1)).reason();
  }

  Effect.CallProvider exchange() {
    return call(Effect.Exchange.class);
  }

  /** The latest refresh, or first request, whichever way it is made. */
  Effect.CallProvider refresh() {
    return key.equals(SHARED) ? call(Effect.ClientCredentials.class) : call(Effect.Refresh.class);
  }

  Effect.CallProvider push() {
    return call(Effect.PushAuthorizationRequest.class);
  }

  /** The latest question whether the person at the other device has decided. */
  Effect.CallProvider poll() {
    return call(Effect.DeviceToken.class);
  }

  Effect.CallProvider revocation() {
    return call(Effect.Revoke.class);
  }

  List<Effect.CallProvider> calls(Class<? extends Effect.Call> kind) {
    return ever(Effect.CallProvider.class).stream()
        .filter(call -> kind.isInstance(call.call()))
        .toList();
  }

  /** Refresh tokens that were sent to the provider, oldest first. */
  List<Secret> refreshTokensSent() {
    return calls(Effect.Refresh.class).stream()
        .map(call -> ((Effect.Refresh) call.call()).refreshToken())
        .toList();
  }

  /** Tokens that were sent to be revoked, oldest first. */
  List<Secret> tokensRevoked() {
    return calls(Effect.Revoke.class).stream()
        .map(call -> ((Effect.Revoke) call.call()).token())
        .toList();
  }

  private Effect.CallProvider call(Class<? extends Effect.Call> kind) {
    List<Effect.CallProvider> calls = calls(kind);
    assertThat(calls).as(kind.getSimpleName() + " calls").isNotEmpty();
    return calls.get(calls.size() - 1);
  }

  private void decide(Input input) {
    Decision decision = lifecycle.decide(key, grant, input, policy, now);
    grant = decision.next();
    latest.addAll(decision.effects());
    history.addAll(decision.effects());
  }
}
