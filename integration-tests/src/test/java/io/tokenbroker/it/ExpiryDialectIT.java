// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.tokenbroker.demoprovider.Behaviour;
import io.tokenbroker.demoprovider.DemoProviderSettings;
import io.tokenbroker.demoprovider.GrantType;
import io.tokenbroker.executor.AccessToken;
import io.tokenbroker.it.system.DemoSystem;
import io.tokenbroker.key.TokenKey;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** However a provider says how long a token lives, a runner is told the same. */
@TestInstance(Lifecycle.PER_CLASS)
final class ExpiryDialectIT {
  private DemoSystem demo;
  private int users;

  @BeforeAll
  void start(@TempDir(cleanup = CleanupMode.ON_SUCCESS) Path folder) throws InterruptedException {
    demo =
        DemoSystem.start(
            folder, DemoProviderSettings.defaults(), List.of(UnaryOperator.identity()));
    demo.system().startBroker("one");
  }

  @AfterAll
  void stop() {
    demo.close();
  }

  /** How a provider says that a token lives for about half an hour. */
  static Stream<Arguments> halfAnHour() {
    Instant end = Instant.now().plus(Duration.ofMinutes(30));
    String iso = DateTimeFormatter.ISO_INSTANT.format(end);
    return Stream.of(
        arguments("a number", "\"expires_in\":1800"),
        arguments("a text", "\"expires_in\":\"1800\""),
        arguments("a fraction", "\"expires_in\":1799.9"),
        arguments("epoch seconds", "\"expires_at\":" + end.getEpochSecond()),
        arguments("epoch milliseconds", "\"expires_at\":\"" + end.toEpochMilli() + "\""),
        arguments("ISO 8601", "\"expires_at\":\"" + iso + "\""),
        arguments("nonsense beside a time", "\"expires_in\":-1,\"expires_at\":\"" + iso + "\""));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("halfAnHour")
  void howeverTheProviderSaysItTheTokenLivesForHalfAnHour(String how, String field) {
    answersTheExchangeWith(field, Map.of());
    AccessToken token = demo.connect(nextUser());

    assertThat(remaining(token)).isBetween(Duration.ofMinutes(28), Duration.ofMinutes(31));
  }

  @ParameterizedTest
  @MethodSource("skews")
  void aProviderWhoseClockIsFiveMinutesOffNamesTheSameLifetime(Duration skew) {
    Instant providersNow = Instant.now().plus(skew);
    answersTheExchangeWith(
        "\"expires_at\":" + providersNow.plus(Duration.ofMinutes(30)).getEpochSecond(),
        Map.of(
            "Date",
            DateTimeFormatter.RFC_1123_DATE_TIME.format(providersNow.atZone(ZoneOffset.UTC))));
    AccessToken token = demo.connect(nextUser());

    assertThat(remaining(token)).isBetween(Duration.ofMinutes(28), Duration.ofMinutes(31));
  }

  static Stream<Duration> skews() {
    return Stream.of(Duration.ofMinutes(-5), Duration.ofMinutes(5));
  }

  @ParameterizedTest
  @MethodSource("nothings")
  void aLifetimeThatIsNoneIsABoundedDefault(String field) {
    answersTheExchangeWith(field, Map.of());
    AccessToken token = demo.connect(nextUser());

    assertThat(remaining(token)).isBetween(Duration.ofMinutes(55), Duration.ofMinutes(61));
  }

  static Stream<String> nothings() {
    return Stream.of("\"scope\":\"profile\"", "\"expires_in\":0", "\"expires_in\":\"soon\"");
  }

  private void answersTheExchangeWith(String field, Map<String, String> headers) {
    demo.provider()
        .onToken(
            GrantType.AUTHORIZATION_CODE,
            ok(
                "{\"access_token\":\"at-dialect\",\"refresh_token\":\"rt-dialect\"," + field + "}",
                headers));
  }

  private static Behaviour ok(String body, Map<String, String> headers) {
    Map<String, String> all = new HashMap<>(headers);
    all.put("Content-Type", "application/json");
    return Behaviour.status(200, all, body);
  }

  private TokenKey nextUser() {
    users++;
    return TokenKey.personal(DemoSystem.TENANT, "demo", "u-" + users);
  }

  private static Duration remaining(AccessToken token) {
    return Duration.between(Instant.now(), token.expiresAt());
  }
}
