// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.provider;

import static io.tokenbroker.broker.provider.SampleAnswers.connector;
import static io.tokenbroker.broker.provider.SampleAnswers.json;
import static io.tokenbroker.broker.provider.SampleAnswers.tokens;
import static org.assertj.core.api.Assertions.assertThat;

import io.tokenbroker.broker.lifecycle.Effect;
import io.tokenbroker.broker.lifecycle.TokenResponse;
import io.tokenbroker.dpop.ProofKey;
import io.tokenbroker.event.ConnectorDefined;
import io.tokenbroker.event.ErrorClass;
import io.tokenbroker.secrets.Secret;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers of providers that have their own ways, read as their connectors say. */
class ProfiledAnswersTest {
  @Test
  void slacksUserTokenIsNotItsBotToken() {
    ConnectorDefined.Builder slack =
        connector()
            .setSuccessField("ok")
            .setSuccessValue("true")
            .setResponseFields(
                Map.of(
                    "access_token", "authed_user.access_token",
                    "refresh_token", "authed_user.refresh_token",
                    "expires_in", "authed_user.expires_in",
                    "scope", "authed_user.scope",
                    "subject", "authed_user.id"))
            .setResponseAttributes(Map.of("team_id", "team.id", "enterprise", "enterprise.id"));

    TokenResponse response =
        success(
            slack,
            "{\"ok\":true,\"access_token\":\"xoxb\",\"refresh_token\":\"bot\",\"expires_in\":7,"
                + "\"team\":{\"id\":\"T1\"},\"enterprise\":null,\"authed_user\":{\"id\":\"U1\","
                + "\"scope\":\"a,b\",\"access_token\":\"xoxp\",\"expires_in\":43200}}");

    assertThat(response.accessToken()).isEqualTo(Secret.of("xoxp"));
    assertThat(response.refreshToken()).isEmpty();
    assertThat(response.lifetime()).contains(Duration.ofHours(12));
    assertThat(response.scopes()).contains(List.of("a", "b"));
    assertThat(response.subject()).contains("U1");
    assertThat(response.attributes()).isEqualTo(Map.of("team_id", "T1"));
  }

  @Test
  void theFirstOfSeveralPathsWithAValueWins() {
    ConnectorDefined.Builder connector =
        connector().setResponseFields(Map.of("access_token", "a.token | data.1.token | token"));

    assertThat(success(connector, "{\"a\":{\"token\":\"\"},\"token\":\"t\"}").accessToken())
        .isEqualTo(Secret.of("t"));
    assertThat(
            success(connector, "{\"token\":\"t\",\"data\":[null,{\"token\":\"d\"}]}").accessToken())
        .isEqualTo(Secret.of("d"));
    assertThat(tokens(connector, json(200, "{\"access_token\":\"elsewhere\"}")))
        .isEqualTo(new CallOutcome.Unknown("unreadable_reply"));
  }

  @Test
  void aTokenForTokenRefreshGivesTheNextRefreshTokenItself() {
    TokenResponse response =
        success(
            connector().setResponseFields(Map.of("refresh_token", "access_token")),
            "{\"access_token\":\"at\",\"expires_in\":5183944}");

    assertThat(response.refreshToken()).contains(Secret.of("at"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # field | value | answer                                                  | error
          ok      | true  | {"ok":true,"access_token":"at"}                         | -
          ok      | true  | {"ok":"true","access_token":"at"}                       | -
          ok      | true  | {"access_token":"at"}                                   | -
          ok      | true  | {"ok":false,"error":"invalid_refresh_token"}            | invalid_refresh_token
          ok      | true  | {"ok":false,"access_token":"at"}                        | http_200
          code    | 0     | {"code":0,"message":"OK","access_token":"at"}           | -
          code    | 0     | {"code":0,"error":"none","access_token":"at"}           | -
          code    | 0     | {"code":40105,"message":"expired","access_token":"at"}  | 40105
          code    | 0     | {"code":-1,"message":"expired"}                         | -1
          m.state | done  | {"m":{"state":"failed"},"access_token":"at"}            | failed
          """)
  void aFieldMayTellSuccess(String field, String value, String body, String error) {
    CallOutcome outcome =
        tokens(connector().setSuccessField(field).setSuccessValue(value), json(200, body));

    if (error.equals("-")) {
      assertThat(outcome).isInstanceOf(CallOutcome.Succeeded.class);
    } else {
      assertThat(outcome).isInstanceOf(CallOutcome.Failed.class);
      assertThat(((CallOutcome.Failed) outcome).error()).isEqualTo(error);
    }
  }

  @Test
  void aFieldThatTellsSuccessDoesNotOutweighTheStatus() {
    ConnectorDefined.Builder connector = connector().setSuccessField("ok").setSuccessValue("true");

    assertThat(tokens(connector, json(401, "{\"ok\":true,\"access_token\":\"at\"}")))
        .isInstanceOf(CallOutcome.Failed.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"error":{"code":"token_expired","message":"too old"}}      | token_expired    | too old
          {"error":{"code":190,"type":"OAuthException","message":"m"}} | 190              | m
          {"error":{"message":"only words"}}                          | http_200         | only words
          {"errors":[{"code":"invalid_grant","detail":"gone"}]}       | invalid_grant    | gone
          {"errors":["invalid_grant"]}                                | invalid_grant    | -
          {"error":"Access Denied","error_description":"slower"}      | Access_Denied    | slower
          {"error":7}                                                 | 7                | -
          {"error":"invalid_grant","message":"gone"}                  | invalid_grant    | gone
          """)
  void anErrorThatComesAsASuccessIsReadInManyDialects(
      String body, String code, String description) {
    CallOutcome.Failed failure = (CallOutcome.Failed) tokens(connector(), json(200, body));

    assertThat(failure.error()).isEqualTo(code);
    assertThat(failure.description().orElse("-")).isEqualTo(description);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"errors\":[],\"access_token\":\"at\"}",
        "{\"error\":{},\"access_token\":\"at\"}",
        "{\"error\":7,\"access_token\":\"at\"}",
        "{\"error\":{\"message\":\"\"},\"access_token\":\"at\"}",
        "{\"code\":0,\"message\":\"ok\",\"access_token\":\"at\"}"
      })
  void whatNamesNoErrorTakesNoTokensAway(String body) {
    assertThat(success(connector(), body).accessToken()).isEqualTo(Secret.of("at"));
  }

  @Test
  void theErrorMayBeElsewhere() {
    ConnectorDefined.Builder connector =
        connector()
            .setResponseFields(
                Map.of("error", "fault.detail.errorcode", "error_description", "fault.text"))
            .setErrorClasses(Map.of("keymanagement.gone", "reauthorize"));
    CallOutcome.Failed failure =
        (CallOutcome.Failed)
            tokens(
                connector,
                json(
                    500,
                    "{\"fault\":{\"text\":\"gone\",\"detail\":{\"errorcode\":"
                        + "\"keymanagement.gone\"}}}"));

    assertThat(failure.error()).isEqualTo("keymanagement.gone");
    assertThat(failure.description()).contains("gone");
    assertThat(failure.errorClass()).isEqualTo(ErrorClass.REAUTHORIZE);
  }

  @Test
  void attributesAreTextsNumbersAndTruthValues() {
    ConnectorDefined.Builder connector =
        connector()
            .setResponseAttributes(
                Map.of(
                    "url",
                    "instance_url",
                    "id",
                    "team.0.id",
                    "large",
                    "large",
                    "share",
                    "share",
                    "admin",
                    "admin",
                    "object",
                    "team",
                    "missing",
                    "missing"));

    assertThat(
            success(
                    connector,
                    "{\"access_token\":\"at\",\"instance_url\":\"https://na1.example\","
                        + "\"team\":[{\"id\":7}],\"large\":12345678901234567890,\"share\":0.5,"
                        + "\"admin\":true}")
                .attributes())
        .isEqualTo(
            Map.of(
                "url", "https://na1.example",
                "id", "7",
                "large", "12345678901234567890",
                "share", "0.5",
                "admin", "true"));
  }

  @Test
  void attributesAreBounded() {
    Map<String, String> paths = new TreeMap<>();
    StringBuilder fields = new StringBuilder("{\"access_token\":\"at\"");
    for (int i = 0; i < 30; i++) {
      paths.put("a" + i, "f" + i);
      fields.append(",\"f").append(i).append("\":\"v\"");
    }
    paths.put("a", "long");
    fields.append(",\"long\":\"").append("x".repeat(1_025)).append("\"}");

    assertThat(success(connector().setResponseAttributes(paths), fields.toString()).attributes())
        .hasSize(16)
        .doesNotContainKey("a");
  }

  @Test
  void noTokenIsAnAttribute() {
    String token = "a-token-of-twenty-or-so";
    ConnectorDefined.Builder connector =
        connector()
            .setResponseFields(Map.of("access_token", "t.main"))
            .setResponseAttributes(
                Map.of(
                    "path", "t.main",
                    "standard", "other.refresh_token",
                    "same", "copy",
                    "within", "url",
                    "sent", "echo",
                    "fine", "fine"));

    CallOutcome outcome =
        tokens(
            connector,
            json(
                200,
                "{\"t\":{\"main\":\"TOKEN\"},\"other\":{\"refresh_token\":\"x\"},"
                        .replace("TOKEN", token)
                    + "\"copy\":\"TOKEN\",\"url\":\"https://x?t=TOKEN\",\"echo\":\"s3\","
                        .replace("TOKEN", token)
                    + "\"fine\":\"fine\"}"),
            Secret.of("s3"));

    assertThat(((CallOutcome.Succeeded) outcome).response().orElseThrow().attributes())
        .isEqualTo(Map.of("fine", "fine"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "text/plain", "text/html; charset=utf-8"})
  void aFormIsReadWhateverItIsCalled(String contentType) {
    CallOutcome outcome =
        tokens(connector(), SampleAnswers.of(200, contentType, "expires=60&access_token=a%2Bt"));

    assertThat(((CallOutcome.Succeeded) outcome).response().orElseThrow().accessToken())
        .isEqualTo(Secret.of("a+t"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"<html><a href='?access_token=x'>", "see access_token=x", "access_token", "a=b"})
  void whatDoesNotLookLikeAFormIsNone(String body) {
    assertThat(tokens(connector(), SampleAnswers.of(200, "text/html", body)))
        .isEqualTo(new CallOutcome.Unknown("unreadable_reply"));
  }

  @ParameterizedTest
  @CsvSource({"iso-8859-1", "UTF-16", "'\"utf-8\"'"})
  void aBodyIsReadInItsCharset(String charset) {
    byte[] body =
        "{\"access_token\":\"at\",\"name\":\"J\u00fcrgen\"}"
            .getBytes(java.nio.charset.Charset.forName(charset.replace("\"", "")));
    Answer answer =
        new Answer(
            200,
            "application/json; charset=" + charset,
            Buffer.buffer(body),
            Optional.empty(),
            SampleAnswers.SENT,
            Optional.empty());

    CallOutcome outcome = tokens(connector().setResponseAttributes(Map.of("name", "name")), answer);

    assertThat(((CallOutcome.Succeeded) outcome).response().orElseThrow().attributes())
        .containsEntry("name", "J\u00fcrgen");
  }

  @Test
  void aTokenIsBoundToTheKeyOnlyIfTheServerSaysSo() {
    ProofKey key = ProofKey.generate();

    assertThat(withKey("{\"access_token\":\"at\",\"token_type\":\"dpop\"}", key).proofKey())
        .contains(key.jwk());
    assertThat(withKey("{\"access_token\":\"at\",\"token_type\":\"dpop\"}", key).tokenType())
        .isEqualTo("DPoP");
    assertThat(withKey("{\"access_token\":\"at\",\"token_type\":\"Bearer\"}", key).proofKey())
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "7", "[]", "\"x\"", "{\"sub\":7}", "{\"sub\":\" \"}"})
  void anIdTokenThatNamesNobodyIsNoHindrance(String claims) {
    String encoded =
        java.util.Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(claims.getBytes(StandardCharsets.UTF_8));

    assertThat(
            success(connector(), "{\"access_token\":\"at\",\"id_token\":\"e30." + encoded + ".s\"}")
                .subject())
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {1_000, 100_000})
  void howeverDeepAnAnswerIsItIsReadOrNot(int depth) {
    String deep = "[".repeat(depth) + "]".repeat(depth);

    assertThat(tokens(connector(), json(200, "{\"x\":" + deep + ",\"access_token\":\"at\"}")))
        .isNotNull();
    assertThat(tokens(connector(), json(400, deep))).isInstanceOf(CallOutcome.Failed.class);
  }

  @Test
  void theLastOfTwoFieldsOfTheSameNameCountsAndHugeNumbersDoNotTakeLong() {
    String digits = "9".repeat(900);

    assertThat(
            success(connector(), "{\"access_token\":\"a\",\"access_token\":\"b\"}").accessToken())
        .isEqualTo(Secret.of("b"));
    assertThat(
            success(
                    connector().setResponseAttributes(Map.of("n", "n", "f", "f")),
                    "{\"access_token\":\"b\",\"f\":1e99999,\"n\":" + digits + "}")
                .attributes())
        .isEqualTo(Map.of("n", digits));
    assertThat(
            tokens(
                connector(), json(200, "{\"access_token\":\"b\",\"n\":1" + digits.repeat(9) + "}")))
        .isNotNull();
  }

  @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
  void nothingOfAnyShapeMakesItThrow(@ForAll("jsons") String body, @ForAll boolean success) {
    ConnectorDefined.Builder odd =
        connector()
            .setSuccessField("a.0 | ok")
            .setSuccessValue("true")
            .setResponseFields(
                Map.of("access_token", "a.b|0.a", "error", "error.code|b", "subject", "a"))
            .setResponseAttributes(Map.of("x", "a.b.0", "y", "0"));
    Answer answer = json(success ? 200 : 400, body);

    for (Effect.Call call :
        List.of(
            new Effect.Refresh(Secret.of("rt")),
            new Effect.Revoke(Secret.of("rt"), true),
            new Effect.DeviceAuthorization(List.of()),
            new Effect.PushAuthorizationRequest(Secret.of("a=b")))) {
      assertThat(SampleAnswers.read(odd, call, answer, Secret.of("rt"))).isNotNull();
    }
  }

  @Provide
  Arbitrary<String> jsons() {
    return ofDepth(3);
  }

  private static Arbitrary<String> ofDepth(int depth) {
    Arbitrary<String> leaf =
        Arbitraries.of("1", "-0.5", "1e400", "true", "null", "\"\"", "\"a\"", "\"\\ud800\"");
    if (depth == 0) {
      return leaf;
    }
    Arbitrary<String> name =
        Arbitraries.of(
            "a",
            "b",
            "ok",
            "error",
            "errors",
            "code",
            "access_token",
            "expires_in",
            "request_uri",
            "device_code",
            "user_code",
            "verification_uri",
            "interval");
    Arbitrary<String> field =
        Combinators.combine(name, ofDepth(depth - 1))
            .as((key, value) -> "\"" + key + "\":" + value);
    return Arbitraries.oneOf(
        leaf,
        ofDepth(depth - 1).list().ofMaxSize(3).map(list -> "[" + String.join(",", list) + "]"),
        field.list().ofMaxSize(4).map(fields -> "{" + String.join(",", fields) + "}"));
  }

  private static TokenResponse withKey(String body, ProofKey key) {
    CallOutcome outcome =
        AnswerReader.read(
            connector().build(),
            new Effect.Refresh(Secret.of("rt")),
            json(200, body),
            List.of(),
            Optional.of(key));
    return ((CallOutcome.Succeeded) outcome).response().orElseThrow();
  }

  private static TokenResponse success(ConnectorDefined.Builder connector, String body) {
    CallOutcome outcome = tokens(connector, json(200, body));
    assertThat(outcome).isInstanceOf(CallOutcome.Succeeded.class);
    return ((CallOutcome.Succeeded) outcome).response().orElseThrow();
  }
}
