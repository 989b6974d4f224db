// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.provider;

import static io.tokenbroker.broker.provider.SampleAnswers.connector;
import static io.tokenbroker.broker.provider.SampleAnswers.json;
import static io.tokenbroker.broker.provider.SampleAnswers.read;
import static io.tokenbroker.broker.provider.SampleAnswers.revocation;
import static org.assertj.core.api.Assertions.assertThat;

import io.tokenbroker.broker.lifecycle.Effect;
import io.tokenbroker.event.ConnectorDefined;
import io.tokenbroker.event.ErrorClass;
import io.tokenbroker.event.RevocationStyle;
import io.tokenbroker.secrets.Secret;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers of endpoints that give no tokens. */
class OtherAnswersTest {
  private static final CallOutcome REVOKED = new CallOutcome.Succeeded(Optional.empty());

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          RFC7009       | 200 | ''                                     | -
          RFC7009       | 200 | <html>ok</html>                        | -
          RFC7009       | 200 | {"status":"success"}                   | -
          RFC7009       | 400 | {"error":"invalid_token"}              | -
          RFC7009       | 400 | {"error":"unsupported_token_type"}     | CONFIGURATION
          RFC7009       | 200 | {"error":"invalid_request"}            | CONFIGURATION
          RFC7009       | 404 | ''                                     | CONFIGURATION
          RFC7009       | 401 | {"error":"invalid_client"}             | CONFIGURATION
          RFC7009       | 503 | {"error":"invalid_token"}              | TRANSIENT
          DELETE_BASIC  | 204 | ''                                     | -
          DELETE_BASIC  | 404 | {"message":"Not Found"}                | -
          DELETE_PATH   | 404 | ''                                     | -
          DELETE_BEARER | 410 | ''                                     | -
          DELETE_BEARER | 401 | ''                                     | CONFIGURATION
          POST_BEARER   | 404 | ''                                     | CONFIGURATION
          POST_BEARER   | 401 | {"error":"invalid_token"}              | -
          POST_BEARER   | 401 | {"error":"expired_access_token"}       | REAUTHORIZE
          POST_BEARER   | 429 | {"error":"too_many_requests"}          | TRANSIENT
          """)
  void aTokenIsRevokedOnceTheProviderSaysSoOrDoesNotKnowIt(
      RevocationStyle style, int status, String body, String errorClass) {
    CallOutcome outcome = revocation(connector().setRevocationStyle(style), json(status, body));

    if (errorClass.equals("-")) {
      assertThat(outcome).isEqualTo(REVOKED);
    } else {
      assertThat(((CallOutcome.Failed) outcome).errorClass())
          .isEqualTo(ErrorClass.valueOf(errorClass));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"ok":true,"revoked":true}             | -
          {"ok":false,"error":"token_revoked"}   | -
          {"ok":false,"error":"invalid_auth"}    | -
          {"ok":false,"error":"ratelimited"}     | ratelimited
          """)
  void slackSaysWithSuccessThatItDidNotRevoke(String body, String error) {
    CallOutcome outcome =
        revocation(connector().setSuccessField("ok").setSuccessValue("true"), json(200, body));

    if (error.equals("-")) {
      assertThat(outcome).isEqualTo(REVOKED);
    } else {
      assertThat(((CallOutcome.Failed) outcome).error()).isEqualTo(error);
    }
  }

  @Test
  void aPushedRequestHasANameAndALifetime() {
    assertThat(pushed(201, "{\"request_uri\":\"urn:x:1\",\"expires_in\":90}"))
        .isEqualTo(new CallOutcome.Pushed("urn:x:1", Duration.ofSeconds(90)));
    assertThat(pushed(200, "{\"request_uri\":\"urn:x:1\"}"))
        .isEqualTo(new CallOutcome.Pushed("urn:x:1", Duration.ofSeconds(60)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "{\"request_uri\":7}",
        "{\"request_uri\":\"\"}",
        "{\"request_uri\":\"a b\"}"
      })
  void aPushedRequestWithoutANameIsUnknown(String body) {
    assertThat(pushed(201, body)).isEqualTo(new CallOutcome.Unknown("unreadable_reply"));
  }

  @Test
  void aPushedRequestMayBeRefused() {
    assertThat(((CallOutcome.Failed) pushed(400, "{\"error\":\"invalid_request\"}")).errorClass())
        .isEqualTo(ErrorClass.CONFIGURATION);
  }

  @Test
  void aPersonIsToldWhereToAuthorize() {
    assertThat(
            device(
                "{\"device_code\":\"dc\",\"user_code\":\"WDJB-MJHT\",\"expires_in\":1800,"
                    + "\"verification_uri\":\"https://x.example/device\",\"interval\":7,"
                    + "\"verification_uri_complete\":\"https://x.example/device?c=1\"}"))
        .isEqualTo(
            new CallOutcome.DeviceAuthorized(
                Secret.of("dc"),
                "WDJB-MJHT",
                "https://x.example/device",
                Optional.of("https://x.example/device?c=1"),
                Duration.ofMinutes(30),
                Duration.ofSeconds(7)));
  }

  @ParameterizedTest
  @CsvSource({
    "'', PT5S",
    "',\"interval\":0', PT5S",
    "',\"interval\":-1', PT5S",
    "',\"interval\":\"9\"', PT9S",
    "',\"interval\":1e9', PT5M",
    "',\"interval\":0.001', PT1S",
    "',\"interval\":{}', PT5S"
  })
  void anIntervalThatMakesNoSenseIsFiveSeconds(String interval, Duration expected) {
    CallOutcome outcome =
        device(
            "{\"device_code\":\"dc\",\"user_code\":\"c\","
                + "\"verification_url\":\"https://www.google.com/device\""
                + interval
                + "}");

    assertThat(outcome).isInstanceOf(CallOutcome.DeviceAuthorized.class);
    assertThat(((CallOutcome.DeviceAuthorized) outcome).interval()).isEqualTo(expected);
    assertThat(((CallOutcome.DeviceAuthorized) outcome).lifetime())
        .isEqualTo(Duration.ofMinutes(10));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "javascript:alert(1)",
        "https://google.com@elsewhere.example/",
        "https:///nowhere",
        "not a url",
        "/device"
      })
  void aPersonIsSentToWebPagesOnly(String uri) {
    assertThat(
            device(
                "{\"device_code\":\"dc\",\"user_code\":\"c\",\"verification_uri\":\""
                    + uri
                    + "\"}"))
        .isEqualTo(new CallOutcome.Unknown("unreadable_reply"));
  }

  @ParameterizedTest
  @CsvSource({
    "428, authorization_pending, TRANSIENT",
    "400, authorization_pending, TRANSIENT",
    "200, authorization_pending, TRANSIENT",
    "400, slow_down, TRANSIENT",
    "400, access_denied, REAUTHORIZE",
    "400, expired_token, REAUTHORIZE"
  })
  void whatADeviceMayHearHasAClass(int status, String code, ErrorClass expected) {
    CallOutcome.Failed failure =
        (CallOutcome.Failed)
            read(
                connector(),
                new Effect.DeviceToken(Secret.of("dc")),
                json(status, "{\"error\":\"" + code + "\"}"));

    assertThat(failure.error()).isEqualTo(code);
    assertThat(failure.errorClass()).isEqualTo(expected);
  }

  @Test
  void whatWasSentDoesNotComeBackInAnySpelling() {
    CallOutcome outcome =
        read(
            connector(),
            new Effect.Refresh(Secret.of("a/b")),
            SampleAnswers.of(
                400, "", "{\"error\":\"x\",\"error_description\":\"no a/b, no a%2Fb\"}"),
            Secret.of("a/b"),
            Secret.of("a%2Fb"));

    assertThat(((CallOutcome.Failed) outcome).description())
        .contains("no [redacted], no [redacted]");
  }

  @Test
  void aSecretThatIsAPartOfAnErrorsCodeDoesNotHideIt() {
    CallOutcome outcome =
        read(
            connector(),
            new Effect.Refresh(Secret.of("rt")),
            json(400, "{\"error\":\"invalid_client_secret\",\"error_description\":\"no secret\"}"),
            Secret.of("secret"));

    assertThat(((CallOutcome.Failed) outcome).error()).isEqualTo("invalid_client_secret");
    assertThat(((CallOutcome.Failed) outcome).description()).contains("no [redacted]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"the-sec!ret-of-ours", "the-sec\\u0001ret-of-ours", "E!the-sec(r)et-of-ours"})
  void aSecretDoesNotComeTogetherInACodeByWhatIsLeftOut(String code) {
    CallOutcome outcome =
        read(
            connector(),
            new Effect.Refresh(Secret.of("rt")),
            json(400, "{\"error\":\"" + code + "\"}"),
            Secret.of("the-secret-of-ours"),
            Secret.of("the-sec_ret-of-ours"));

    assertThat(((CallOutcome.Failed) outcome).error())
        .doesNotContain("the-secret-of-ours", "the-sec_ret-of-ours")
        .contains("redacted");
  }

  private static CallOutcome pushed(int status, String body) {
    return read(
        connector(), new Effect.PushAuthorizationRequest(Secret.of("a=b")), json(status, body));
  }

  private static CallOutcome device(String body) {
    ConnectorDefined.Builder connector = connector();
    return read(connector, new Effect.DeviceAuthorization(List.of()), json(200, body));
  }

  @Test
  void aDescriptionThatIsCutHoldsNoPartOfWhatWasSent() {
    String secret = "s3cret".repeat(900);
    CallOutcome outcome =
        read(
            connector(),
            new Effect.Refresh(Secret.of(secret)),
            json(400, "{\"error\":\"x\",\"error_description\":\"" + secret.repeat(14) + "\"}"),
            Secret.of(secret));

    assertThat(((CallOutcome.Failed) outcome).description().orElseThrow()).doesNotContain("s3cret");
  }

  @Test
  void nothingInADescriptionBreaksOrTurnsALine() {
    CallOutcome outcome =
        read(
            connector(),
            new Effect.Refresh(Secret.of("rt")),
            json(400, "{\"error\":\"x\",\"error_description\":\"a\\u2028b\\u0085c\\u202ed\\ne\"}"));

    assertThat(((CallOutcome.Failed) outcome).description()).contains("a b c d e");
  }

  @Test
  void aUserCodeThatCanNotBeReadAsItStandsIsRefused() {
    for (String code : List.of("A\\u202eB", "A\\u2028B", "A\\u0085B", "A\\u200bB", "A\\nB")) {
      assertThat(
              read(
                  connector(),
                  new Effect.DeviceAuthorization(List.of()),
                  json(
                      200,
                      "{\"device_code\":\"dc\",\"user_code\":\""
                          + code
                          + "\",\"verification_uri\":\"https://x.example/\"}")))
          .as(code)
          .isEqualTo(new CallOutcome.Unknown("unreadable_reply"));
    }
  }
}
