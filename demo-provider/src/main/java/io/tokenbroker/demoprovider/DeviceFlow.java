// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.demoprovider;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The device authorization grant (RFC 8628): codes for a device, a page for a person, and the
 * answers to the device's polls meanwhile. Thread-safe.
 */
final class DeviceFlow {

  private static final Duration LIFETIME = Duration.ofMinutes(10);

  /** Section 3.5: slow_down means so much more from then on. */
  private static final Duration SLOWER_BY = Duration.ofSeconds(5);

  private static final int MAX_WAITING = 10_000;
  private static final String USER_CODE = "user_code";

  /** What a device waits for; guarded by the flow. */
  private static final class Waiting {
    private final String clientId;
    private final String scope;
    private final Instant until;
    private Duration interval;
    private Optional<Instant> lastPoll = Optional.empty();
    private Optional<Account> account = Optional.empty();
    private boolean decided;

    private Waiting(String clientId, String scope, Instant until, Duration interval) {
      this.clientId = clientId;
      this.scope = scope;
      this.until = until;
      this.interval = interval;
    }
  }

  private final DemoProviderSettings settings;
  private final Clients clients;
  private final TokenIssuer issuer;
  private final Issuance issuance;
  private final Pages pages;
  private final Supplier<ProviderUris> uris;
  private final OneTimeStore<Waiting> byDeviceCode;
  private final OneTimeStore<Waiting> byUserCode;

  DeviceFlow(
      DemoProviderSettings settings,
      Clients clients,
      TokenIssuer issuer,
      Issuance issuance,
      Pages pages,
      Supplier<ProviderUris> uris) {
    this.settings = settings;
    this.clients = clients;
    this.issuer = issuer;
    this.issuance = issuance;
    this.pages = pages;
    this.uris = uris;
    // Kept for longer than it is good, so that a late poll is told expired_token.
    this.byDeviceCode = new OneTimeStore<>(MAX_WAITING, LIFETIME.multipliedBy(2), settings.clock());
    this.byUserCode = new OneTimeStore<>(MAX_WAITING, LIFETIME, settings.clock());
  }

  /** Sections 3.1 and 3.2. */
  synchronized Answer start(EndpointRequest request) {
    try {
      request.requireAcceptableForm();
      RegisteredClient client = clients.authenticate(request);
      Waiting waiting =
          new Waiting(
              client.clientId(),
              request.parameters().value("scope").orElse(""),
              settings.clock().instant().plus(LIFETIME),
              settings.devicePollInterval());
      String deviceCode = issuer.newDeviceCode();
      String userCode = issuer.newUserCode();
      byDeviceCode.put(deviceCode, waiting);
      byUserCode.put(normal(userCode), waiting);
      String page = uris.get().at(ProviderUris.DEVICE).toString();
      return Answer.json(
          200,
          new JsonObject()
              .put("device_code", deviceCode)
              .put(USER_CODE, userCode)
              .put("verification_uri", page)
              .put("verification_uri_complete", page + "?user_code=" + userCode)
              .put("expires_in", LIFETIME.toSeconds())
              .put("interval", settings.devicePollInterval().toSeconds()));
    } catch (RequestRefused refused) {
      return refused.asJson();
    }
  }

  /** Section 3.3: the page where a person types the code, or the one that asks about it. */
  synchronized Answer page(EndpointRequest request) {
    Optional<String> code = request.parameters().value(USER_CODE);
    if (code.isEmpty()) {
      return pages.deviceCode();
    }
    return open(code)
        .map(waiting -> pages.deviceConsent(waiting.clientId, waiting.scope, code.get()))
        .orElseGet(this::unknownCode);
  }

  /** What the person decides there. */
  synchronized Answer decide(EndpointRequest request) {
    Parameters form = request.parameters();
    Optional<Waiting> waiting = open(form.value(USER_CODE));
    if (waiting.isEmpty() || "cross-site".equals(request.header("Sec-Fetch-Site").orElse(""))) {
      return unknownCode();
    }
    boolean allows = form.value("decision").equals(Optional.of("allow"));
    Optional<Account> account =
        settings.accounts().stream()
            .filter(one -> form.value("account").equals(Optional.of(one.subject())))
            .findFirst();
    if (allows && account.isEmpty()) {
      return pages.refusal(OAuthError.invalidRequest("There is no such account"));
    }
    waiting.get().decided = true;
    waiting.get().account = allows ? account : Optional.empty();
    return pages.deviceDecided();
  }

  /** Sections 3.4 and 3.5. */
  synchronized Answer poll(TokenRequest request) throws RequestRefused {
    String deviceCode = request.form().required("device_code");
    Waiting waiting =
        byDeviceCode
            .peek(deviceCode)
            .filter(found -> found.clientId.equals(request.client().clientId()))
            .orElseThrow(
                () ->
                    new RequestRefused(
                        OAuthError.invalidGrant("The device_code is unknown or was used before")));
    if (!request.now().isBefore(waiting.until)) {
      throw refused("expired_token", "Nobody decided in time");
    }
    requirePatience(waiting, request.now());
    if (!waiting.decided) {
      throw refused("authorization_pending", "Nobody has decided yet");
    }
    byDeviceCode.take(deviceCode);
    Account account =
        waiting.account.orElseThrow(() -> refused("access_denied", "The account's owner said no"));
    return issuance.begin(request, account, waiting.scope, Optional.empty());
  }

  private static void requirePatience(Waiting waiting, Instant now) throws RequestRefused {
    boolean tooSoon =
        waiting.lastPoll.map(last -> now.isBefore(last.plus(waiting.interval))).orElse(false);
    waiting.lastPoll = Optional.of(now);
    if (tooSoon) {
      waiting.interval = waiting.interval.plus(SLOWER_BY);
      throw refused("slow_down", "Ask every " + waiting.interval.toSeconds() + " s only");
    }
  }

  private Optional<Waiting> open(Optional<String> userCode) {
    return userCode
        .flatMap(code -> byUserCode.peek(normal(code)))
        .filter(waiting -> !waiting.decided);
  }

  private Answer unknownCode() {
    return pages.refusal(
        OAuthError.invalidRequest("This code is unknown, too old or was used before"));
  }

  /** Section 6.1: case and punctuation do not matter. */
  private static String normal(String userCode) {
    return userCode.toUpperCase(Locale.ROOT).replaceAll("[^A-Z]", "");
  }

  private static RequestRefused refused(String code, String description) {
    return new RequestRefused(new OAuthError(code, description));
  }
}
