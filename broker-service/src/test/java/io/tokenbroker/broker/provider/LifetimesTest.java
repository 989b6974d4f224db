// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenbroker.event.LifetimeUnit;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LifetimesTest {
  /** 1772355600 seconds since 1970; by our clock, where the provider sends no Date. */
  private static final Instant NOW = Instant.parse("2026-03-01T09:00:00Z");

  private static final Duration TEN_YEARS = Duration.ofDays(3650);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # relative
          "expires_in": 3600                                | SECONDS      | PT1H
          "expires_in": "3600"                              | SECONDS      | PT1H
          "expires_in": " 3600\\n"                          | SECONDS      | PT1H
          "expires_in": 3599.5                              | SECONDS      | PT59M59.5S
          "expires_in": "3599.5"                            | SECONDS      | PT59M59.5S
          "expires_in": "3599.999999999999999999"           | SECONDS      | PT59M59.999S
          "expires_in": 3.6e3                               | SECONDS      | PT1H
          "expires_in": 0.001                               | SECONDS      | PT0.001S
          "expires_in": 3600000                             | MILLISECONDS | PT1H
          "expires_in": "3600000"                           | MILLISECONDS | PT1H
          "expires_in": "177:05:38"                         | SECONDS      | PT177H5M38S
          "expires_in": "177:05:38"                         | MILLISECONDS | PT177H5M38S
          "expires_in": "00:30:00"                          | SECONDS      | PT30M

          # huge: ten years are the most; for some providers it means never
          "expires_in": 315360000                           | SECONDS      | PT87600H
          "expires_in": 315705599                           | SECONDS      | PT87600H
          "expires_in": 378432000                           | SECONDS      | PT87600H
          "expires_in": 2147483647                          | SECONDS      | PT87600H
          "expires_in": 5184000000                          | SECONDS      | PT87600H
          "expires_in": 5184000000                          | MILLISECONDS | PT1440H
          "expires_in": 9223372036854775807                 | SECONDS      | PT87600H
          "expires_in": 9223372036854775807                 | MILLISECONDS | PT87600H
          "expires_in": 1e30                                | SECONDS      | PT87600H
          "expires_in": "999999999:00:00"                   | SECONDS      | PT87600H

          # not named
          "scope": "a"                                      | SECONDS      | -
          "expires_in": null                                | SECONDS      | -
          "expires_in": 0                                   | SECONDS      | -
          "expires_in": "00:00:00"                          | SECONDS      | -
          "expires_in": -1                                  | SECONDS      | -
          "expires_in": "-3600"                             | SECONDS      | -
          "expires_in": 0.0001                              | SECONDS      | -
          "expires_in": 0.5                                 | MILLISECONDS | -
          "expires_in": "NaN"                               | SECONDS      | -
          "expires_in": "Infinity"                          | SECONDS      | -
          "expires_in": 1e999                               | SECONDS      | -
          "expires_in": "1e1000000"                         | SECONDS      | -
          "expires_in": "1e-1000000"                        | SECONDS      | -
          "expires_in": "1e99999999999"                     | SECONDS      | -
          "expires_in": ""                                  | SECONDS      | -
          "expires_in": "soon"                              | SECONDS      | -
          "expires_in": "3,600"                             | SECONDS      | -
          "expires_in": "1:2:3"                             | SECONDS      | -
          "expires_in": "00:60:00"                          | SECONDS      | -
          "expires_in": true                                | SECONDS      | -
          "expires_in": {"seconds": 3600}                   | SECONDS      | -
          "expires_in": [3600]                              | SECONDS      | -

          # absolute
          "expires_at": 1772359200                          | SECONDS      | PT1H
          "expires_at": "1772359200"                        | SECONDS      | PT1H
          "expires_at": " 1772359200 "                      | SECONDS      | PT1H
          "expires_at": 1772359200.25                       | SECONDS      | PT1H0.25S
          "expires_at": 1772359200                          | MILLISECONDS | PT1H
          "expires_at": 1772359200000                       | SECONDS      | PT1H
          "expires_at": "1772359200000"                     | SECONDS      | PT1H
          "expires_at": 1772359200000.5                     | SECONDS      | PT1H
          "expires_at": "2026-03-01T10:00:00Z"              | SECONDS      | PT1H
          "expires_at": "2026-03-01t10:00:00z"              | SECONDS      | PT1H
          "expires_at": "2026-03-01T10:00Z"                 | SECONDS      | PT1H
          "expires_at": "2026-03-01T10:00:00.25Z"           | SECONDS      | PT1H0.25S
          "expires_at": "2026-03-01T10:00:00.0000000Z"      | SECONDS      | PT1H
          "expires_at": "2026-03-01T12:00:00+02:00"         | SECONDS      | PT1H
          "expires_at": "2026-03-01T12:00:00.000+0200"      | SECONDS      | PT1H
          "expires_at": "2026-03-01T05:00:00-05"            | SECONDS      | PT1H
          "expires_at": "2026-03-01T10:00:00"               | SECONDS      | PT1H
          "expires_at": "2026-03-01T10:00:00.5"             | SECONDS      | PT1H0.5S
          "expires_at": "2026-03-01 10:00:00Z"              | SECONDS      | PT1H
          "expires_at": "2026-03-01 10:00:00"               | SECONDS      | PT1H
          "expires_at": "2026-03-01 12:00:00 +0200"         | SECONDS      | PT1H
          "expires_at": "2026-03-01 10:00:00 UTC"           | SECONDS      | PT1H
          "expires_at": "Sun, 01 Mar 2026 10:00:00 GMT"     | SECONDS      | PT1H
          "expires_at": "Sun, 1 Mar 2026 12:00:00 +0200"    | SECONDS      | PT1H
          "expires_at": "9999-12-31T23:59:59.9999999Z"      | SECONDS      | PT87600H
          "expires_at": 9223372036854775807                 | SECONDS      | PT87600H
          "expires_on": "1772359200"                        | SECONDS      | PT1H
          "expires": "Sun, 01 Mar 2026 10:00:00 GMT"        | SECONDS      | PT1H
          "expiry": "2026-03-01T10:00:00.123456789+00:00"   | SECONDS      | PT1H0.123456789S
          "expiresAt": 1772359200000                        | SECONDS      | PT1H

          # past or unreadable
          "expires_at": 1772355600                          | SECONDS      | -
          "expires_at": 1772355599                          | SECONDS      | -
          "expires_at": "2026-03-01T09:00:00Z"              | SECONDS      | -
          "expires_at": "0001-01-01T00:00:00Z"              | SECONDS      | -
          "expires_at": 0                                   | SECONDS      | -
          "expires_at": -1                                  | SECONDS      | -
          "expires_at": 3600                                | SECONDS      | -
          "expires_at": "tomorrow"                          | SECONDS      | -
          "expires_at": "2026-03-01"                        | SECONDS      | -
          "expires_at": "2026-13-01T10:00:00Z"              | SECONDS      | -
          "expires_at": "1e1000000"                         | SECONDS      | -
          "expires_at": true                                | SECONDS      | -
          "expires_at": {"at": 1772359200}                  | SECONDS      | -

          # what wins
          "expires_in": 600, "expires_at": 1772359200       | SECONDS      | PT10M
          "expires_at": 1772359200, "expires_in": 600       | SECONDS      | PT10M
          "expires_in": 0, "expires_at": 1772359200         | SECONDS      | PT1H
          "expires_in": "soon", "expires_at": 1772359200    | SECONDS      | PT1H
          "expires_at": "soon", "expiry": 1772359200        | SECONDS      | PT1H
          "expires_at": 1, "expires_on": 1772359200         | SECONDS      | PT1H
          "refresh_token_expires_in": 3600                  | SECONDS      | -
          """)
  void anAccessTokenLivesAsLongAsItsProviderSays(
      String fields, LifetimeUnit unit, String expected) {
    assertThat(read(fields, unit, NOW).accessToken()).isEqualTo(duration(expected));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "refresh_token_expires_in": 7200                              | SECONDS      | PT2H
          "refresh_token_expires_in": "15811200"                        | SECONDS      | PT4392H
          "refresh_token_expires_in": 7200000                           | MILLISECONDS | PT2H
          "refresh_token_expires_in": 15811200000                       | SECONDS      | PT87600H
          "refresh_token_expires_in": "48:00:00"                        | SECONDS      | PT48H
          "refresh_expires_in": 1800                                    | SECONDS      | PT30M
          "x_refresh_token_expires_in": 8726400                         | SECONDS      | PT2424H
          "x_refresh_token_expires_in": 8726400000                      | MILLISECONDS | PT2424H
          "refresh_token_expires_at": 1772362800                        | SECONDS      | PT2H
          "refresh_token_expires_at": "1772362800000"                   | SECONDS      | PT2H
          "refresh_token_expiration": "2026-03-01T11:00:00.000Z"        | SECONDS      | PT2H
          "refreshTokenExpiresAt": "Sun, 01 Mar 2026 11:00:00 GMT"      | SECONDS      | PT2H

          # Keycloak: it does not expire
          "refresh_expires_in": 0                                       | SECONDS      | -
          "refresh_token_expires_in": -1                                | SECONDS      | -
          "refresh_token_expires_in": null                              | SECONDS      | -
          "refresh_token_expires_at": 1772355600                        | SECONDS      | -
          "refresh_token_expires_at": false                             | SECONDS      | -
          "expires_in": 3600, "expires_at": 1772359200                  | SECONDS      | -

          "refresh_token_expires_in": 60, "refresh_expires_in": 1800    | SECONDS      | PT1M
          "refresh_token_expires_in": 0, "refresh_expires_in": 1800     | SECONDS      | PT30M
          "refresh_expires_in": 60, "refreshTokenExpiresAt": 1772362800 | SECONDS      | PT1M
          "refresh_expires_in": 0, "refreshTokenExpiresAt": 1772362800  | SECONDS      | PT2H
          """)
  void aRefreshTokenLivesAsLongAsItsProviderSays(
      String fields, LifetimeUnit unit, String expected) {
    assertThat(read(fields, unit, NOW).refreshToken()).isEqualTo(duration(expected));
  }

  @ParameterizedTest
  @ValueSource(longs = {-300, 0, 300})
  void anAbsoluteTimeIsByTheProvidersClock(long skew) {
    Instant theirs = NOW.plusSeconds(skew);
    String inAnHour = String.valueOf(theirs.getEpochSecond() + 3600);

    Lifetimes lifetimes =
        read(
            "\"expires_at\":" + inAnHour + ",\"refresh_token_expires_at\":" + inAnHour,
            LifetimeUnit.SECONDS,
            theirs);

    assertThat(lifetimes.accessToken()).contains(Duration.ofHours(1));
    assertThat(lifetimes.refreshToken()).contains(Duration.ofHours(1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"expires_in", "expires_at", "refresh_expires_in", "refreshTokenExpiresAt"})
  void aMillionDigitsAreNotRead(String field) {
    JsonObject fields = new JsonObject().put(field, "9".repeat(1_000_000));

    assertThat(Lifetimes.read(fields, LifetimeUnit.SECONDS, NOW))
        .isEqualTo(new Lifetimes(Optional.empty(), Optional.empty()));
  }

  @Test
  void tenYearsAreTheMost() {
    assertThat(read("\"expires_at\":\"2036-03-01T09:00:00Z\"", LifetimeUnit.SECONDS, NOW))
        .isEqualTo(new Lifetimes(Optional.of(TEN_YEARS), Optional.empty()));
  }

  private static Lifetimes read(String fields, LifetimeUnit unit, Instant now) {
    return Lifetimes.read(new JsonObject("{" + fields + "}"), unit, now);
  }

  private static Optional<Duration> duration(String text) {
    return text.equals("-") ? Optional.empty() : Optional.of(Duration.parse(text));
  }
}
