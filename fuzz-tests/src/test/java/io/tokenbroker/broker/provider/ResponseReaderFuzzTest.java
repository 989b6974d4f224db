// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.provider;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.tokenbroker.broker.lifecycle.Effect;
import io.tokenbroker.broker.lifecycle.TokenResponse;
import io.tokenbroker.event.ConnectorDefined;
import io.tokenbroker.event.LifetimeUnit;
import io.tokenbroker.secrets.Secret;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Whatever a provider sends is read as something, in bounds, and what we sent does not return. */
class ResponseReaderFuzzTest {
  private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
  private static final Duration LONGEST = Duration.ofDays(3650);
  private static final String SENT = "the-secret-that-was-sent";
  private static final List<Secret> SECRETS = List.of(Secret.of(SENT));

  private static final int[] STATUS = {200, 201, 204, 302, 400, 401, 403, 404, 429, 500, 503};
  private static final String[] TYPE = {
    "application/json",
    "application/x-www-form-urlencoded",
    "text/html; charset=utf-8",
    "",
    "application/json; charset=utf-16"
  };
  private static final Effect.Call[] CALLS = {
    new Effect.Refresh(Secret.of("refresh-token")),
    new Effect.Revoke(Secret.of("refresh-token"), true),
    new Effect.DeviceAuthorization(List.of()),
    new Effect.PushAuthorizationRequest(Secret.of("scope=a")),
  };
  private static final ConnectorDefined[] CONNECTORS = {
    connector(Map.of(), Map.of(), "", ""),
    connector(
        Map.of(
            "access_token",
            "access_token | authed_user.access_token | data.0.token",
            "error",
            "error.code | errors.0.code",
            "expires_at",
            "data.expires_at",
            "subject",
            "user.id"),
        Map.of("team", "team.id", "url", "instance_url"),
        "ok",
        "true"),
  };

  @FuzzTest(maxExecutions = 10_000_000, maxDuration = "2h")
  void anAnswerIsReadAsSomethingInBounds(FuzzedDataProvider input) {
    ConnectorDefined connector = input.pickValue(CONNECTORS);
    Effect.Call call = input.pickValue(CALLS);
    Answer answer =
        new Answer(
            input.pickValue(STATUS),
            input.pickValue(TYPE),
            Buffer.buffer(input.consumeRemainingAsBytes()),
            Optional.empty(),
            NOW,
            Optional.empty());

    CallOutcome outcome = AnswerReader.read(connector, call, answer, SECRETS, Optional.empty());

    if (outcome instanceof CallOutcome.Succeeded success) {
      success.response().ifPresent(ResponseReaderFuzzTest::isInBounds);
    } else if (outcome instanceof CallOutcome.Failed failure) {
      isInBounds(failure);
    } else if (outcome instanceof CallOutcome.DeviceAuthorized device) {
      assertThat(device.lifetime()).isPositive();
      assertThat(device.interval()).isPositive();
    } else if (outcome instanceof CallOutcome.Pushed pushed) {
      assertThat(pushed.lifetime()).isPositive();
      assertThat(pushed.requestUri()).doesNotContainAnyWhitespaces().isNotEmpty();
    } else {
      assertThat(outcome).isEqualTo(new CallOutcome.Unknown("unreadable_reply"));
    }
  }

  private static void isInBounds(TokenResponse response) {
    response
        .lifetime()
        .ifPresent(life -> assertThat(life).isPositive().isLessThanOrEqualTo(LONGEST));
    response
        .refreshTokenLifetime()
        .ifPresent(life -> assertThat(life).isPositive().isLessThanOrEqualTo(LONGEST));
    response.subject().ifPresent(subject -> assertThat(subject).hasSizeLessThanOrEqualTo(255));
    assertThat(response.tokenType()).matches("[\\x21-\\x7E]{1,64}");
    assertThat(response.attributes().size()).isLessThanOrEqualTo(16);
    response
        .attributes()
        .values()
        .forEach(
            value -> {
              assertThat(value).hasSizeLessThanOrEqualTo(1024);
              assertThat(Secret.of(value)).isNotEqualTo(response.accessToken());
            });
  }

  private static void isInBounds(CallOutcome.Failed failure) {
    assertThat(failure.error()).isNotEmpty().hasSizeLessThanOrEqualTo(64).doesNotContain(SENT);
    failure
        .description()
        .ifPresent(text -> assertThat(text).hasSizeLessThanOrEqualTo(256).doesNotContain(SENT));
  }

  private static ConnectorDefined connector(
      Map<String, String> fields,
      Map<String, String> attributes,
      String successField,
      String successValue) {
    ConnectorDefined connector = new ConnectorDefined();
    // The generated class has no setters and its builder wants every enum: only what is read here.
    connector.put("responseFields", fields);
    connector.put("responseAttributes", attributes);
    connector.put("errorClasses", Map.of("http_404", "transient"));
    connector.put("expiresInUnit", LifetimeUnit.SECONDS);
    connector.put("scopeSeparator", " ");
    if (!successField.isEmpty()) {
      connector.put("successField", successField);
      connector.put("successValue", successValue);
    }
    return connector;
  }
}
