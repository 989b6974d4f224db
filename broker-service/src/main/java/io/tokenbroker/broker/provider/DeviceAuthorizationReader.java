// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.provider;

import io.tokenbroker.event.LifetimeUnit;
import io.tokenbroker.secrets.Secret;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads the success of a device authorization request (RFC 8628, 3.2). */
final class DeviceAuthorizationReader {
  private static final Duration DEFAULT_LIFETIME = Duration.ofMinutes(10);
  private static final Duration DEFAULT_INTERVAL = Duration.ofSeconds(5);
  private static final BigDecimal SHORTEST_INTERVAL = BigDecimal.ONE;
  private static final BigDecimal LONGEST_INTERVAL = BigDecimal.valueOf(300);
  private static final int MAX_DEVICE_CODE = 16 * 1024;
  private static final int MAX_URI = 2_048;

  /** A person reads and types it: nothing that turns the line around or can't be seen. */
  private static final Pattern USER_CODE = Pattern.compile("[^\\p{C}\\p{Zl}\\p{Zp}]{1,64}");

  private DeviceAuthorizationReader() {}

  /** Empty if a person could not act on it, or we not on what the person does. */
  static Optional<CallOutcome> read(DecodedAnswer answer) {
    Optional<String> deviceCode =
        answer
            .text("device_code")
            .filter(code -> !code.isEmpty() && code.length() <= MAX_DEVICE_CODE);
    Optional<String> userCode =
        answer.text("user_code").filter(code -> USER_CODE.matcher(code).matches());
    Optional<String> uri = uri(answer, "verification_uri", "verification_url");
    if (deviceCode.isEmpty() || userCode.isEmpty() || uri.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new CallOutcome.DeviceAuthorized(
            Secret.of(deviceCode.get()),
            userCode.get(),
            uri.get(),
            uri(answer, "verification_uri_complete", "verification_url_complete"),
            Lifetimes.read(answer.fields(), LifetimeUnit.SECONDS, answer.sentAt())
                .accessToken()
                .orElse(DEFAULT_LIFETIME),
            interval(answer.fields())));
  }

  /** The RFC's name or the one that drafts had, which Google uses. A person is sent there. */
  private static Optional<String> uri(DecodedAnswer answer, String name, String formerName) {
    return answer
        .text(name)
        .or(() -> answer.text(formerName))
        .filter(text -> text.length() <= MAX_URI && isWebPage(text));
  }

  private static boolean isWebPage(String text) {
    try {
      URI uri = URI.create(text);
      return ("https".equalsIgnoreCase(uri.getScheme()) || "http".equalsIgnoreCase(uri.getScheme()))
          && uri.getHost() != null
          && uri.getUserInfo() == null;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static Duration interval(JsonObject fields) {
    Object value = fields.getValue("interval");
    return Optional.ofNullable(value)
        .flatMap(number -> SentNumber.read(number.toString().strip()))
        .filter(number -> number.signum() > 0)
        .map(number -> number.max(SHORTEST_INTERVAL).min(LONGEST_INTERVAL))
        .map(number -> Duration.ofMillis(number.movePointRight(3).longValue()))
        .orElse(DEFAULT_INTERVAL);
  }
}
