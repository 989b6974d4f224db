// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenbroker.broker.lifecycle.TokenResponse;
import io.tokenbroker.broker.provider.TokenEndpointReader.Answer;
import io.tokenbroker.event.ErrorClass;
import io.tokenbroker.secrets.Secret;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
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

  @Test
  void aSuccessIsReadWhole() {
    TokenResponse response =
        success(
            json(
                "{\"access_token\":\"at\",\"token_type\":\"bearer\",\"expires_in\":3600,"
                    + "\"refresh_token\":\"rt\",\"scope\":\"a b\"}"));

    assertThat(response.accessToken()).isEqualTo(Secret.of("at"));
    assertThat(response.tokenType()).isEqualTo("bearer");
    assertThat(response.lifetime()).contains(Duration.ofHours(1));
    assertThat(response.refreshToken()).contains(Secret.of("rt"));
    assertThat(response.scopes()).contains(List.of("a", "b"));
  }

  @Test
  void aFormIsReadAsWell() {
    Answer form =
        new Answer(
            200,
            "application/x-www-form-urlencoded; charset=utf-8",
            Buffer.buffer("access_token=a%2Bt&scope=repo%2Cgist&token_type=bearer"),
            Optional.empty());

    assertThat(success(form).accessToken()).isEqualTo(Secret.of("a+t"));
    assertThat(success(form).scopes()).contains(List.of("repo", "gist"));
  }

  @Test
  void aByteOrderMarkIsNoHindrance() {
    assertThat(success(json("\uFEFF{\"access_token\":\"at\"}")).tokenType()).isEqualTo("Bearer");
  }

  @ParameterizedTest
  @CsvSource({"3600, 3600000", "'\"3600\"', 3600000", "1.5, 1500", "99999999999, 315360000000"})
  void aLifetimeIsANumberOrANumberInAString(String text, long millis) {
    assertThat(success(json("{\"access_token\":\"at\",\"expires_in\":" + text + "}")).lifetime())
        .contains(Duration.ofMillis(millis));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "null", "\"soon\"", "\"\"", "true", "{}", "1e999", "1e-30"})
  void whatIsNoSensibleLifetimeCountsAsNone(String text) {
    assertThat(success(json("{\"access_token\":\"at\",\"expires_in\":" + text + "}")).lifetime())
        .isEmpty();
  }

  @Test
  void aMillionDigitsAreNotRead() {
    String digits = "9".repeat(1_000_000);

    assertThat(
            success(json("{\"access_token\":\"at\",\"expires_in\":\"" + digits + "\"}")).lifetime())
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
    assertThat(TokenEndpointReader.tokens(json(body), List.of()))
        .isEqualTo(new CallOutcome.Unknown("unreadable_reply"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"access_token", "refresh_token"})
  void aTokenThatDoesNotFitIntoARecordIsNotKept(String field) {
    String large = "\u20AC".repeat(6_000);

    assertThat(
            TokenEndpointReader.tokens(
                json("{\"access_token\":\"at\",\"" + field + "\":\"" + large + "\"}"), List.of()))
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
        failure(new Answer(status, "application/json", error(code), Optional.empty()));

    assertThat(failure.error()).isEqualTo(code);
    assertThat(failure.errorClass()).isEqualTo(expected);
  }

  @Test
  void anErrorPageIsNamedByItsStatusAndRetryAfterIsKept() {
    CallOutcome.Failed failure =
        failure(
            new Answer(
                503,
                "text/html",
                Buffer.buffer("<html>down</html>"),
                Optional.of(Duration.ofSeconds(7))));

    assertThat(failure.error()).isEqualTo("http_503");
    assertThat(failure.retryAfter()).contains(Duration.ofSeconds(7));
  }

  @Test
  void whatWasSentDoesNotComeBackInAnError() {
    CallOutcome outcome =
        TokenEndpointReader.tokens(
            new Answer(
                400,
                "application/json",
                Buffer.buffer(
                    "{\"error\":\"bad-s3cret\",\"error_description\":\"token\\ns3cret is old\"}"),
                Optional.empty()),
            List.of(Secret.of("s3cret")));

    assertThat(outcome.toString()).doesNotContain("s3cret").contains("[redacted] is old");
  }

  @Test
  void aRevocationSucceedsByItsStatusAlone() {
    assertThat(TokenEndpointReader.revocation(json(""), List.of()))
        .isEqualTo(new CallOutcome.Succeeded(Optional.empty()));
  }

  @Property(tries = 2000)
  void nothingThatAProviderSendsMakesItThrow(
      @ForAll @Size(max = 200) byte[] body, @ForAll boolean form, @ForAll boolean success) {
    String type = form ? "application/x-www-form-urlencoded" : "application/json";
    Answer answer = new Answer(success ? 200 : 400, type, Buffer.buffer(body), Optional.empty());

    assertThat(TokenEndpointReader.tokens(answer, List.of())).isNotNull();
    assertThat(TokenEndpointReader.revocation(answer, List.of())).isNotNull();
  }

  private static TokenResponse success(Answer answer) {
    CallOutcome outcome = TokenEndpointReader.tokens(answer, List.of());
    assertThat(outcome).isInstanceOf(CallOutcome.Succeeded.class);
    return ((CallOutcome.Succeeded) outcome).response().orElseThrow();
  }

  private static CallOutcome.Failed failure(Answer answer) {
    return (CallOutcome.Failed) TokenEndpointReader.tokens(answer, List.of());
  }

  private static Answer json(String body) {
    return new Answer(200, "application/json", Buffer.buffer(body), Optional.empty());
  }

  private static Buffer error(String code) {
    return Buffer.buffer("{\"error\":\"" + code + "\"}");
  }
}
