// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.provider;

import io.tokenbroker.event.LifetimeUnit;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How long the tokens of a response live: {@code expires_in} (RFC 6749, 5.1) and what else
 * providers send to say it. A relative time wins over an absolute one, which is by the provider's
 * clock. What is zero, negative, past or unreadable counts as not named; nothing that a provider
 * sends makes it throw or take long.
 *
 * @param accessToken the access token's, at least a millisecond, at most ten years
 * @param refreshToken the refresh token's, likewise
 */
record Lifetimes(Optional<Duration> accessToken, Optional<Duration> refreshToken) {
  private static final List<String> IN = List.of("expires_in");
  private static final List<String> AT =
      List.of("expires_at", "expires_on", "expires", "expiry", "expiresAt");

  /** Keycloak's is the second, in which 0 means that it does not expire; QuickBooks's the third. */
  private static final List<String> REFRESH_IN =
      List.of("refresh_token_expires_in", "refresh_expires_in", "x_refresh_token_expires_in");

  private static final List<String> REFRESH_AT =
      List.of("refresh_token_expires_at", "refresh_token_expiration", "refreshTokenExpiresAt");

  private static final Pattern HOURS_MINUTES_SECONDS =
      Pattern.compile("([0-9]{1,9}):([0-5][0-9]):([0-5][0-9])");

  /**
   * What is longer is cut to ten years. It is not taken for milliseconds: for some providers a huge
   * number of seconds means "never", and a grant must not end by a guess of ours. Milliseconds are
   * what the connector says.
   */
  private static final long MAX_LIFETIME_SECONDS = 315_360_000L;

  private static final BigDecimal MAX_LIFETIME_MILLIS =
      BigDecimal.valueOf(MAX_LIFETIME_SECONDS * 1000);

  /**
   * Reads a response's lifetimes.
   *
   * @param unit what relative times count
   * @param now when the response was sent, by the provider's clock: it tells how far off absolute
   *     times are, so that a clock that goes wrong does no harm
   */
  static Lifetimes read(JsonObject fields, LifetimeUnit unit, Instant now) {
    return new Lifetimes(
        first(fields, IN, text -> relative(text, unit))
            .or(() -> first(fields, AT, text -> until(text, now))),
        first(fields, REFRESH_IN, text -> relative(text, unit))
            .or(() -> first(fields, REFRESH_AT, text -> until(text, now))));
  }

  /** Of the first of the fields that can be read. */
  private static Optional<Duration> first(
      JsonObject fields, List<String> names, Function<String, Optional<Duration>> form) {
    return names.stream()
        .flatMap(name -> text(fields, name).stream())
        .flatMap(text -> form.apply(text).stream())
        .findFirst();
  }

  /** A number's or a text's characters. */
  private static Optional<String> text(JsonObject fields, String name) {
    Object value = fields.getValue(name);
    return value instanceof Number || value instanceof String
        ? Optional.of(value.toString().strip())
        : Optional.empty();
  }

  private static Optional<Duration> relative(String text, LifetimeUnit unit) {
    Matcher time = HOURS_MINUTES_SECONDS.matcher(text);
    if (time.matches()) {
      return bounded(
          Duration.ofHours(Long.parseLong(time.group(1)))
              .plusMinutes(Long.parseLong(time.group(2)))
              .plusSeconds(Long.parseLong(time.group(3))));
    }
    return SentNumber.read(text)
        .filter(number -> number.signum() > 0)
        .map(number -> unit == LifetimeUnit.MILLISECONDS ? number : number.movePointRight(3))
        .flatMap(millis -> bounded(Duration.ofMillis(millis.min(MAX_LIFETIME_MILLIS).longValue())));
  }

  private static Optional<Duration> until(String text, Instant now) {
    return ProviderTime.read(text).flatMap(at -> bounded(Duration.between(now, at)));
  }

  private static Optional<Duration> bounded(Duration lifetime) {
    if (lifetime.compareTo(Duration.ofMillis(1)) < 0) {
      return Optional.empty();
    }
    Duration longest = Duration.ofSeconds(MAX_LIFETIME_SECONDS);
    return Optional.of(lifetime.compareTo(longest) > 0 ? longest : lifetime);
  }
}
