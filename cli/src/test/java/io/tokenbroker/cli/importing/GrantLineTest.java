// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.importing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tokenbroker.key.TokenKey;
import io.tokenbroker.secrets.Secret;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class GrantLineTest {
  private static final Instant AT = Instant.parse("2030-01-31T12:00:00Z");

  @Test
  void everyFieldIsRead() {
    assertThat(
            GrantLine.read(
                """
                {"tenant": "acme", "connector": "git hub", "user": "ann", "alias": "second",
                 "refresh_token": "rt", "access_token": "at", "expires_at": "2030-01-31T12:00:00Z",
                 "refresh_token_expires_at": 1896091200, "scopes": ["repo", "read:user"],
                 "subject": "4711"}
                """))
        .isEqualTo(
            new ImportedGrant(
                TokenKey.personal("acme", "git hub", "ann").withAlias("second"),
                Optional.of(Secret.of("at")),
                Optional.of(Secret.of("rt")),
                Optional.of(AT),
                Optional.of(AT),
                List.of("repo", "read:user"),
                Optional.of("4711")));
  }

  @Test
  void aKeyStandsForItsPartsAndNullForNothing() {
    assertThat(
            GrantLine.read(
                "{\"key\":\"acme/github/shared/default\",\"access_token\":\"at\",\"user\":null,"
                    + "\"scopes\":\"repo  read:user \",\"expires_at\":null}"))
        .isEqualTo(
            new ImportedGrant(
                TokenKey.shared("acme", "github"),
                Optional.of(Secret.of("at")),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of("repo", "read:user"),
                Optional.empty()));
  }

  @Test
  void withoutAUserTheGrantIsShared() {
    assertThat(GrantLine.read("{\"tenant\":\"acme\",\"connector\":\"github\"}").key())
        .isEqualTo(TokenKey.shared("acme", "github"));
  }

  @ParameterizedTest
  @CsvSource({
    "1896091200",
    "1896091200.0",
    "'\"1896091200\"'",
    "'\"2030-01-31T12:00:00Z\"'",
    "'\"2030-01-31T13:00:00+01:00\"'",
    "'\"2030-01-31T12:00Z\"'"
  })
  void aTimeIsIsoOrSeconds(String json) {
    assertThat(GrantLine.read(withField("expires_at", json)).expiresAt()).contains(AT);
  }

  static Stream<Arguments> faults() {
    return Stream.of(
        Arguments.of("hunter2", "is not one JSON object, at column"),
        Arguments.of("{\"access_token\":\"hunter2\"", "is not one JSON object, at column"),
        Arguments.of("{\"access_token\":hunter2}", "is not one JSON object, at column"),
        Arguments.of("{} {\"access_token\":\"hunter2\"}", "is not one JSON object"),
        Arguments.of("\"hunter2\"", "is not a JSON object"),
        Arguments.of("[\"hunter2\"]", "is not a JSON object"),
        Arguments.of(
            "{\"access_token\":\"hunter2\",\"access_token\":\"x\"}", "has a field twice, at"),
        Arguments.of(
            withField("acess_token", "\"hunter2\""),
            "acess_token: unknown field; did you mean access_token?"),
        Arguments.of(withField("expires_in", "3600"), "expires_in: unknown field"),
        Arguments.of("{\"connector\":\"github\"}", "tenant: is missing; give key, or tenant and"),
        Arguments.of("{\"tenant\":\"acme\"}", "connector: is missing"),
        Arguments.of(
            "{\"key\":\"a/b/shared/default\",\"user\":\"ann\"}", "user: is part of key, which"),
        Arguments.of("{\"key\":\"a/b\"}", "a token key is tenant/connector/personal/user/alias"),
        Arguments.of(
            "{\"tenant\":\"acme\",\"connector\":\"github\",\"user\":\"\"}", "user is empty"),
        Arguments.of(
            "{\"tenant\":7,\"connector\":\"github\"}", "tenant: has to be a text, in quotes"),
        Arguments.of(withField("access_token", "\"\""), "access_token: is empty"),
        Arguments.of(withField("access_token", "[\"hunter2\"]"), "access_token: has to be a text"),
        Arguments.of(
            withField("access_token", "\"hunter2\\n\""), "access_token: holds a character that no"),
        Arguments.of(
            withField("refresh_token", "\"hunter2\u00e9\""), "refresh_token: holds a character"),
        Arguments.of(
            withField("refresh_token", "\"" + "hunter2".repeat(2_341) + "\""),
            "refresh_token: is longer than 16 KiB"),
        Arguments.of(withField("expires_at", "1896091200000"), "not milliseconds"),
        Arguments.of(withField("expires_at", "-1"), "expires_at: is out of range"),
        Arguments.of(withField("expires_at", "1e999"), "expires_at: is out of range"),
        Arguments.of(withField("expires_at", "\"2030-01-31\""), "expires_at: has to be a time"),
        Arguments.of(
            withField("expires_at", "\"2030-01-31T12:00:00\""), "expires_at: has to be a time"),
        Arguments.of(withField("expires_at", "true"), "expires_at: has to be a time"),
        Arguments.of(withField("scopes", "{}"), "scopes: has to be a list of texts"),
        Arguments.of(withField("scopes", "[1]"), "scopes: has to be a list of texts"),
        Arguments.of(withField("scopes", "[\"\"]"), "scopes: has to be a list of texts"),
        Arguments.of(
            withField("scopes", "\"" + "s ".repeat(65) + "\""), "scopes: has more than 64 scopes"),
        Arguments.of(withField("scopes", "\"" + "s".repeat(2_049) + "\""), "or 2048 characters"),
        Arguments.of(withField("subject", "4711"), "subject: has to be a text, in quotes"),
        Arguments.of(withField("subject", "\"" + "s".repeat(256) + "\""), "subject: has 1 to 255"));
  }

  @ParameterizedTest(name = "{1}")
  @MethodSource("faults")
  void aFaultIsSaidAndNoTokenIsQuoted(String line, String problem) {
    assertThatExceptionOfType(LineFault.class)
        .isThrownBy(() -> GrantLine.read(line))
        .withMessageContaining(problem)
        .withMessageNotContaining("hunter2")
        .withNoCause();
  }

  private static String withField(String name, String json) {
    return "{\"tenant\":\"acme\",\"connector\":\"github\",\"user\":\"ann\",\""
        + name
        + "\":"
        + json
        + "}";
  }
}
