// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.provider.response;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenbroker.event.ErrorClass;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ErrorTableTest {
  private static final Path DOCS = Path.of("..", "docs", "providers.md");
  private static final Pattern CODE = Pattern.compile("`([^`]+)`");

  @ParameterizedTest
  @MethodSource("rows")
  void everyCodeHasItsClassHoweverItIsWritten(ErrorTable.Row row) {
    String spaced = row.code().replace('_', ' ');
    String camel =
        Pattern.compile("_([a-z])")
            .matcher(row.code())
            .replaceAll(letter -> letter.group(1).toUpperCase(Locale.ROOT));

    for (int status : new int[] {200, 400, 401, 403}) {
      for (String code : List.of(row.code(), row.code().toUpperCase(Locale.ROOT), spaced, camel)) {
        assertThat(classify(status, code, Map.of())).isEqualTo(row.errorClass());
      }
    }
  }

  static List<ErrorTable.Row> rows() {
    return ErrorTable.rows();
  }

  @Test
  void noCodeIsInTheTableTwice() {
    assertThat(ErrorTable.rows().stream().map(ErrorTable.Row::code)).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @EnumSource(ErrorClass.class)
  void theDocsHaveTheTable(ErrorClass errorClass) throws IOException {
    assertThat(documented(errorClass))
        .containsExactlyElementsOf(
            ErrorTable.rows().stream()
                .filter(row -> row.errorClass() == errorClass)
                .map(ErrorTable.Row::code)
                .toList());
  }

  private static List<String> documented(ErrorClass errorClass) throws IOException {
    String row = "| " + errorClass.name().toLowerCase(Locale.ROOT) + " | ";
    try (Stream<String> lines = Files.lines(DOCS)) {
      return lines
          .filter(line -> line.startsWith(row))
          .flatMap(line -> CODE.matcher(line).results())
          .map((MatchResult found) -> found.group(1))
          .toList();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "301, CONFIGURATION",
    "400, CONFIGURATION",
    "401, CONFIGURATION",
    "403, CONFIGURATION",
    "404, CONFIGURATION",
    "408, TRANSIENT",
    "425, TRANSIENT",
    "429, TRANSIENT",
    "500, TRANSIENT",
    "502, TRANSIENT",
    "599, TRANSIENT"
  })
  void withoutACodeTheStatusTells(int status, ErrorClass expected) {
    assertThat(ErrorTable.classify(status, Optional.empty(), Optional.empty(), Map.of()))
        .isEqualTo(expected);
  }

  @Test
  void anOverloadedServersWordWeighsMoreThanWhatItSays() {
    assertThat(classify(503, "invalid_grant", Map.of())).isEqualTo(ErrorClass.TRANSIENT);
    assertThat(classify(429, "invalid_client", Map.of())).isEqualTo(ErrorClass.TRANSIENT);
  }

  @Test
  void aCodeThatNobodyKnowsIsForAnOperator() {
    assertThat(classify(400, "never_heard_of", Map.of())).isEqualTo(ErrorClass.CONFIGURATION);
  }

  @Test
  void theConnectorsWordWeighsMostAndItsCodesMoreThanItsStatuses() {
    Map<String, String> own =
        Map.of(
            "invalid_grant", "transient",
            "http_403", "reauthorize",
            "http_503", "configuration",
            "40105", "reauthorize");

    assertThat(classify(400, "invalid_grant", own)).isEqualTo(ErrorClass.TRANSIENT);
    assertThat(classify(503, "InvalidGrant", own)).isEqualTo(ErrorClass.TRANSIENT);
    assertThat(classify(403, "unauthorized_client", own)).isEqualTo(ErrorClass.REAUTHORIZE);
    assertThat(classify(403, "invalid_grant", own)).isEqualTo(ErrorClass.TRANSIENT);
    assertThat(classify(503, "whatever", own)).isEqualTo(ErrorClass.CONFIGURATION);
    assertThat(classify(200, "40105", own)).isEqualTo(ErrorClass.REAUTHORIZE);
    assertThat(classify(200, "-40105", own)).isEqualTo(ErrorClass.CONFIGURATION);
  }

  @Test
  void aClassThatIsNoneIsPassedOver() {
    assertThat(classify(400, "invalid_grant", Map.of("invalid_grant", "whatever")))
        .isEqualTo(ErrorClass.REAUTHORIZE);
  }

  @Test
  void whoAsksTooOftenIsNotDenied() {
    assertThat(
            ErrorTable.classify(
                400,
                Optional.of("Access_Denied"),
                Optional.of("You have made too many requests continuously."),
                Map.of()))
        .isEqualTo(ErrorClass.TRANSIENT);
    assertThat(classify(400, "access_denied", Map.of())).isEqualTo(ErrorClass.REAUTHORIZE);
  }

  @ParameterizedTest
  @CsvSource({
    "401, invalid_client, false, true",
    "400, invalid_client, false, true",
    "200, incorrect_client_credentials, false, true",
    "200, bad_client_secret, false, true",
    "400, invalid_client_secret, true, true",
    "401, unauthorized, true, true",
    "401, http_401, true, true",
    "401, unauthorized, false, false",
    "401, http_401, false, false",
    "400, unauthorized, true, false",
    "400, unauthorized_client, true, false",
    "400, invalid_grant, true, false",
    "401, invalid_token, true, false"
  })
  void aRefusedClientIsToldFromARefusedRequest(
      int status, String code, boolean basic, boolean expected) {
    assertThat(ErrorTable.refusesClient(status, code, basic)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"token_expired", "expired_access_token", "invalid_grant", "http_404"})
  void whatHasOnlyExpiredIsNotRevoked(String code) {
    assertThat(ErrorTable.isRevokedAlready(code)).isFalse();
  }

  private static ErrorClass classify(int status, String code, Map<String, String> own) {
    return ErrorTable.classify(status, Optional.of(code), Optional.empty(), own);
  }
}
