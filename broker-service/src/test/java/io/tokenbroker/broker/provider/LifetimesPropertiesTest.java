// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenbroker.event.LifetimeUnit;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;

class LifetimesPropertiesTest {
  private static final Duration SHORTEST = Duration.ofMillis(1);
  private static final Duration LONGEST = Duration.ofDays(3650);

  /** The years 1 to 9999, all that a Date header can say. */
  private static final long FIRST_SECOND = -62_135_596_800L;

  private static final long LAST_SECOND = 253_402_300_799L;

  @Property(tries = 5000)
  void whateverTheFieldsSayALifetimeIsMoreThanNothingAndAtMostTenYears(
      @ForAll("responses") Map<String, Object> fields,
      @ForAll LifetimeUnit unit,
      @ForAll @LongRange(min = FIRST_SECOND, max = LAST_SECOND) long now) {
    assertThat(Lifetimes.read(new JsonObject(fields), unit, Instant.ofEpochSecond(now)))
        .satisfies(LifetimesPropertiesTest::isBounded);
  }

  @Property(tries = 2000)
  void whateverNumberStandsInABodyItIsReadOrTheBodyIsUnreadable(
      @ForAll("fieldNames") String field,
      @ForAll("numbers") String number,
      @ForAll LifetimeUnit unit) {
    Buffer body = Buffer.buffer("{\"access_token\":\"at\",\"" + field + "\":" + number + "}");
    Answer answer =
        new Answer(
            200,
            "application/json",
            body,
            Optional.empty(),
            Instant.ofEpochSecond(1),
            Optional.empty());

    CallOutcome outcome = SampleAnswers.tokens(answer, unit, List.of());

    if (outcome instanceof CallOutcome.Succeeded succeeded) {
      assertThat(succeeded.response())
          .hasValueSatisfying(
              response ->
                  isBounded(new Lifetimes(response.lifetime(), response.refreshTokenLifetime())));
    } else {
      assertThat(outcome).isEqualTo(new CallOutcome.Unknown("unreadable_reply"));
    }
  }

  private static void isBounded(Lifetimes lifetimes) {
    List.of(lifetimes.accessToken(), lifetimes.refreshToken())
        .forEach(
            lifetime ->
                lifetime.ifPresent(named -> assertThat(named).isBetween(SHORTEST, LONGEST)));
  }

  @Provide
  Arbitrary<Map<String, Object>> responses() {
    return Arbitraries.maps(fieldNames(), values()).ofMaxSize(6);
  }

  @Provide
  Arbitrary<String> fieldNames() {
    return Arbitraries.of(
        "expires_in",
        "expires_at",
        "expires_on",
        "expires",
        "expiry",
        "expiresAt",
        "refresh_token_expires_in",
        "refresh_expires_in",
        "x_refresh_token_expires_in",
        "refresh_token_expires_at",
        "refresh_token_expiration",
        "refreshTokenExpiresAt");
  }

  /** As they stand in a JSON text, up to more digits than a parser takes. */
  @Provide
  Arbitrary<String> numbers() {
    Arbitrary<String> digits = Arbitraries.strings().numeric().ofMinLength(1).ofMaxLength(1100);
    Arbitrary<String> exponents =
        Arbitraries.oneOf(
            Arbitraries.just(""),
            Arbitraries.of("e0", "E9", "e-3", "e400", "e-400", "e1000000", "e-1000000"));
    return Combinators.combine(
            Arbitraries.of("", "-"), digits, Arbitraries.of("", ".0", ".5", ".999"), exponents)
        .as((sign, whole, fraction, exponent) -> sign + "1" + whole + fraction + exponent);
  }

  private static Arbitrary<Object> values() {
    return Arbitraries.oneOf(
        Arbitraries.integers().asGeneric(),
        Arbitraries.longs().asGeneric(),
        Arbitraries.longs().between(FIRST_SECOND, LAST_SECOND).asGeneric(),
        Arbitraries.bigIntegers().asGeneric(),
        Arbitraries.doubles().withSpecialValue(Double.NaN).asGeneric(),
        Arbitraries.of(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, Double.MAX_VALUE)
            .asGeneric(),
        Arbitraries.bigDecimals().map(String::valueOf).asGeneric(),
        Arbitraries.strings().withChars("0123456789+-.:eETZ ").ofMaxLength(70).asGeneric(),
        Arbitraries.strings().ofMaxLength(20).asGeneric(),
        Arbitraries.longs()
            .between(FIRST_SECOND, LAST_SECOND)
            .map(second -> Instant.ofEpochSecond(second).toString())
            .asGeneric(),
        Arbitraries.of(
            true,
            false,
            "",
            "999999999:59:59",
            "1e1000000",
            "-1e1000000",
            "1e-2147483647",
            "+999999999-12-31T23:59:59.999999999-18:00",
            "-999999999-01-01T00:00:00+18:00",
            "Sat, 31 Dec 9999 23:59:59 GMT",
            new JsonObject(),
            new JsonArray().add(3600)));
  }
}
