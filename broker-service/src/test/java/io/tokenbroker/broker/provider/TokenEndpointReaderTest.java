// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenbroker.broker.lifecycle.TokenResponse;
import io.tokenbroker.event.ErrorClass;
import io.tokenbroker.event.LifetimeUnit;
import io.tokenbroker.secrets.Secret;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenEndpointReaderTest {
  private static final Instant SENT = Instant.parse("2026-03-01T09:00:00Z");

  @Test
  void aSuccessIsReadWhole() {
    TokenResponse response =
        success(
            json(
                "{\"access_token\":\"at\",\"token_type\":\"bearer\",\"expires_in\":3600,"
                    + "\"refresh_token\":\"rt\",\"scope\":\"a b\"}"));

    assertThat(response.accessToken()).isEqualTo(Secret.of("at"));
    assertThat(response.tokenType()).isEqualTo("Bearer");
    assertThat(response.lifetime()).contains(Duration.ofHours(1));
    assertThat(response.refreshToken()).contains(Secret.of("rt"));
    assertThat(response.scopes()).contains(List.of("a", "b"));
  }

  @Test
  void aFormIsReadAsWell() {
    TokenResponse response =
        success(form("access_token=a%2Bt&scope=repo%2Cgist&token_type=bearer"));

    assertThat(response.accessToken()).isEqualTo(Secret.of("a+t"));
    assertThat(response.tokenType()).isEqualTo("Bearer");
    assertThat(response.scopes()).contains(List.of("repo", "gist"));
  }

  @Test
  void aByteOrderMarkIsNoHindrance() {
    assertThat(success(json("\uFEFF{\"access_token\":\"at\"}")).tokenType()).isEqualTo("Bearer");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          expires_in=3600&refresh_token_expires_in=7200               | PT1H    | PT2H
          expires_in=+3600.5+&refresh_expires_in=0                    | PT1H0.5S | -
          expires_in=&expires_at=1772359200                           | PT1H    | -
          expires_at=2026-03-01T12%3A00%3A00%2B02%3A00                | PT1H    | -
          expires=Sun%2C+01+Mar+2026+10%3A00%3A00+GMT                 | PT1H    | -
          refreshTokenExpiresAt=1772362800000&expires_in=NaN          | -       | PT2H
          """)
  void aFormNamesLifetimesAsWell(String fields, String lifetime, String refreshTokenLifetime) {
    TokenResponse response = success(form("access_token=at&" + fields));

    assertThat(response.lifetime()).isEqualTo(duration(lifetime));
    assertThat(response.refreshTokenLifetime()).isEqualTo(duration(refreshTokenLifetime));
  }

  @Test
  void bothLifetimesAreReadInTheConnectorsUnit() {
    Answer answer =
        json("{\"access_token\":\"at\",\"expires_in\":1000,\"refresh_token_expires_in\":2000}");

    TokenResponse response = success(answer, LifetimeUnit.MILLISECONDS);

    assertThat(response.lifetime()).contains(Duration.ofSeconds(1));
    assertThat(response.refreshTokenLifetime()).contains(Duration.ofSeconds(2));
  }

  @ParameterizedTest
  @CsvSource({
    "'\"bearer\"', Bearer",
    "'\"BEARER\"', Bearer",
    "'\" Bearer \"', Bearer",
    "'\"\"', Bearer",
    "'\"  \"', Bearer",
    "null, Bearer",
    "7, Bearer",
    "'[\"mac\"]', Bearer",
    "'\"bearer token\"', Bearer",
    "'\"mac\\r\\nX-Injected: 1\"', Bearer",
    "'\"mac\"', mac",
    "'\"bot\"', bot",
    "'\"DPoP\"', DPoP"
  })
  void aTokenTypeIsKeptUnlessItIsBearerOrNone(String type, String expected) {
    assertThat(success(json("{\"access_token\":\"at\",\"token_type\":" + type + "}")).tokenType())
        .isEqualTo(expected);
  }

  @Test
  void aTokenTypeThatDoesNotFitIntoARecordIsNone() {
    String large = "m".repeat(65);

    assertThat(
            success(json("{\"access_token\":\"at\",\"token_type\":\"" + large + "\"}")).tokenType())
        .isEqualTo("Bearer");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"repo gist\"",
        "\"repo,gist\"",
        "\" repo, gist,\"",
        "\"repo\\tgist\\n\"",
        "[\"repo\",\"gist\"]",
        "[\"repo gist\"]",
        "[\"repo\",\"\",null,7,{},\"gist\"]"
      })
  void scopesAreATextOrAListOfTexts(String scope) {
    assertThat(success(json("{\"access_token\":\"at\",\"scope\":" + scope + "}")).scopes())
        .contains(List.of("repo", "gist"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"\"", "\"  \"", "\",\"", "[]", "[\"\"]", "[7]", "null", "7", "{}"})
  void scopesThatSayNothingAreNotNamed(String scope) {
    assertThat(success(json("{\"access_token\":\"at\",\"scope\":" + scope + "}")).scopes())
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"%s\"", "[\"%s\"]"})
  void scopesThatDoNotFitIntoARecordAreNotNamed(String scope) {
    String large = scope.formatted("s".repeat(5_000));

    assertThat(success(json("{\"access_token\":\"at\",\"scope\":" + large + "}")).scopes())
        .isEmpty();
  }

  @Test
  void theSubjectIsTakenFromTheIdToken() {
    String claims =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString("{\"sub\":\"ada\"}".getBytes(StandardCharsets.UTF_8));

    assertThat(
            success(json("{\"access_token\":\"at\",\"id_token\":\"e30." + claims + ".sig\"}"))
                .subject())
        .contains("ada");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[]",
        "<html>ok</html>",
        "{}",
        "{\"access_token\":\"\"}",
        "{\"access_token\":7}"
      })
  void aSuccessThatCannotBeReadIsUnknownBecauseTheTokensMayHaveBeenRotated(String body) {
    assertThat(SampleAnswers.tokens(json(body), LifetimeUnit.SECONDS, List.of()))
        .isEqualTo(new CallOutcome.Unknown("unreadable_reply"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"access_token", "refresh_token"})
  void aTokenThatDoesNotFitIntoARecordIsNotKept(String field) {
    String large = "\u20AC".repeat(6_000);

    assertThat(
            SampleAnswers.tokens(
                json("{\"access_token\":\"at\",\"" + field + "\":\"" + large + "\"}"),
                LifetimeUnit.SECONDS,
                List.of()))
        .isEqualTo(new CallOutcome.Unknown("unreadable_reply"));
  }

  @ParameterizedTest
  @CsvSource({
    "400, invalid_grant, REAUTHORIZE",
    "200, bad_refresh_token, REAUTHORIZE",
    "401, invalid_client, CONFIGURATION",
    "400, unauthorized_client, CONFIGURATION",
    "400, never_heard_of, CONFIGURATION",
    "400, temporarily_unavailable, TRANSIENT",
    "503, invalid_grant, TRANSIENT",
    "429, invalid_grant, TRANSIENT"
  })
  void anErrorHasAClass(int status, String code, ErrorClass expected) {
    CallOutcome.Failed failure =
        failure(
            new Answer(
                status, "application/json", error(code), Optional.empty(), SENT, Optional.empty()));

    assertThat(failure.error()).isEqualTo(code);
    assertThat(failure.errorClass()).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"\"", "\" \"", "null", "false", "0"})
  void anErrorThatSaysNothingTakesNoTokensAway(String error) {
    assertThat(success(json("{\"error\":" + error + ",\"access_token\":\"at\"}")).accessToken())
        .isEqualTo(Secret.of("at"));
  }

  @Test
  void anErrorPageIsNamedByItsStatusAndRetryAfterIsKept() {
    CallOutcome.Failed failure =
        failure(
            new Answer(
                503,
                "text/html",
                Buffer.buffer("<html>down</html>"),
                Optional.of(Duration.ofSeconds(7)),
                SENT,
                Optional.empty()));

    assertThat(failure.error()).isEqualTo("http_503");
    assertThat(failure.retryAfter()).contains(Duration.ofSeconds(7));
  }

  @Test
  void whatWasSentDoesNotComeBackInAnError() {
    CallOutcome outcome =
        SampleAnswers.tokens(
            new Answer(
                400,
                "application/json",
                Buffer.buffer(
                    "{\"error\":\"bad-s3cret\",\"error_description\":\"token\\ns3cret is old\"}"),
                Optional.empty(),
                SENT,
                Optional.empty()),
            LifetimeUnit.SECONDS,
            List.of(Secret.of("s3cret")));

    assertThat(outcome.toString()).doesNotContain("s3cret").contains("[redacted] is old");
  }

  @Test
  void aRevocationSucceedsByItsStatusAlone() {
    assertThat(SampleAnswers.revocation(SampleAnswers.connector(), json("")))
        .isEqualTo(new CallOutcome.Succeeded(Optional.empty()));
  }

  @Property(tries = 2000)
  void nothingThatAProviderSendsMakesItThrow(
      @ForAll @Size(max = 200) byte[] body, @ForAll boolean form, @ForAll boolean success) {
    String type = form ? "application/x-www-form-urlencoded" : "application/json";
    Answer answer =
        new Answer(
            success ? 200 : 400,
            type,
            Buffer.buffer(body),
            Optional.empty(),
            SENT,
            Optional.empty());

    assertThat(SampleAnswers.tokens(answer, LifetimeUnit.SECONDS, List.of())).isNotNull();
    assertThat(SampleAnswers.revocation(SampleAnswers.connector(), answer)).isNotNull();
  }

  private static TokenResponse success(Answer answer) {
    return success(answer, LifetimeUnit.SECONDS);
  }

  private static TokenResponse success(Answer answer, LifetimeUnit unit) {
    CallOutcome outcome = SampleAnswers.tokens(answer, unit, List.of());
    assertThat(outcome).isInstanceOf(CallOutcome.Succeeded.class);
    return ((CallOutcome.Succeeded) outcome).response().orElseThrow();
  }

  private static CallOutcome.Failed failure(Answer answer) {
    return (CallOutcome.Failed) SampleAnswers.tokens(answer, LifetimeUnit.SECONDS, List.of());
  }

  private static Answer json(String body) {
    return new Answer(
        200, "application/json", Buffer.buffer(body), Optional.empty(), SENT, Optional.empty());
  }

  private static Answer form(String body) {
    return new Answer(
        200,
        "application/x-www-form-urlencoded; charset=utf-8",
        Buffer.buffer(body),
        Optional.empty(),
        SENT,
        Optional.empty());
  }

  private static Optional<Duration> duration(String text) {
    return text.equals("-") ? Optional.empty() : Optional.of(Duration.parse(text));
  }

  private static Buffer error(String code) {
    return Buffer.buffer("{\"error\":\"" + code + "\"}");
  }
}
