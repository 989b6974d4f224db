// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.it.matrix;

import static io.tokenbroker.demoprovider.Behaviour.error;
import static io.tokenbroker.it.matrix.Expected.ABSENT;
import static io.tokenbroker.it.matrix.Expected.ACTIVE;
import static io.tokenbroker.it.matrix.Expected.OK;
import static io.tokenbroker.it.matrix.Expected.REFRESHED;
import static io.tokenbroker.it.matrix.Expected.issued;
import static io.tokenbroker.it.matrix.Expected.notIssued;
import static io.tokenbroker.it.matrix.Expected.refreshed;
import static io.tokenbroker.it.matrix.Expected.strange;
import static io.tokenbroker.it.matrix.Row.Step.CALLBACK;
import static io.tokenbroker.it.matrix.Row.Step.CALLBACK_AGAIN;
import static io.tokenbroker.it.matrix.Row.Step.DEVICE;
import static io.tokenbroker.it.matrix.Row.Step.DEVICE_DENIED;
import static io.tokenbroker.it.matrix.Row.Step.EXCHANGE;
import static io.tokenbroker.it.matrix.Row.Step.PUSH;
import static io.tokenbroker.it.matrix.Row.Step.REFRESH;
import static io.tokenbroker.it.matrix.Row.Step.TOKEN_EXCHANGE;

import io.tokenbroker.demoprovider.Behaviour;
import io.tokenbroker.demoprovider.Callbacks;
import io.tokenbroker.demoprovider.Demands;
import io.tokenbroker.demoprovider.Troubles;
import io.tokenbroker.it.system.TestConnector;
import java.util.List;
import java.util.stream.Stream;

/** Other ways to a grant than a plain redirect, and redirects that nobody wants. */
final class FlowRows {
  private static final String SUCCEEDED = "outcome succeeded";
  private static final String PENDING = "outcome pending";

  private FlowRows() {}

  static List<Row> all() {
    return Stream.of(pushed(), bound(), devices(), exchanges(), callbacks())
        .flatMap(List::stream)
        .toList();
  }

  private static List<Row> pushed() {
    return Stream.of(
            Row.of(PUSH, "normal", issued(OK).and(SUCCEEDED, "/par answered 201")),
            Row.of(
                PUSH,
                "refused",
                notIssued("failed CONFIGURATION invalid_request")
                    .and("outcome failed invalid_request"),
                error(400, "invalid_request")),
            Row.of(
                PUSH,
                "html-page-503",
                issued("failed TRANSIENT http_503", OK).and(SUCCEEDED, "/par answered 503 201"),
                Troubles.htmlPage(503)),
            Row.of(
                PUSH,
                "lost-reply",
                issued("unknown reply_lost", OK).and(SUCCEEDED),
                Behaviour.resetAfterProcessing()))
        .map(row -> row.at(Changes::pushed))
        .toList();
  }

  /** The runner can make proofs with the key that came in its event. */
  private static List<Row> bound() {
    String[] key = {"token bound to a key", "runner has the key"};
    Behaviour required = Demands.proofRequired();
    Behaviour nonce = Demands.proofNonceRequired();
    return Stream.of(
            Row.of(EXCHANGE, "proof-required", issued(OK).and(key), required),
            Row.of(REFRESH, "proof-required", refreshed(OK).and(key), required).otherwise(required),
            Row.of(EXCHANGE, "proof-nonce-required", issued(OK).and(key), nonce).otherwise(nonce),
            Row.of(REFRESH, "proof-nonce-required", refreshed(OK).and(key), nonce).otherwise(nonce))
        .map(row -> row.at(Changes::bound))
        .toList();
  }

  private static List<Row> devices() {
    return Stream.of(
            Row.of(DEVICE, "approved", atDevice(OK).and(SUCCEEDED)),
            Row.of(
                DEVICE,
                "slow-down",
                atDevice("failed TRANSIENT slow_down", OK).and(SUCCEEDED),
                error(400, "slow_down")),
            Row.of(
                DEVICE,
                "html-page-503",
                atDevice("failed TRANSIENT http_503", OK).and(SUCCEEDED),
                Troubles.htmlPage(503)),
            Row.of(
                DEVICE_DENIED,
                "normal",
                notAtDevice("failed REAUTHORIZE access_denied")
                    .and("outcome failed access_denied")),
            Row.of(
                DEVICE,
                "expired",
                notAtDevice("failed REAUTHORIZE expired_token").and("outcome failed expired_token"),
                error(400, "expired_token")))
        .map(row -> row.at(Changes::device))
        .toList();
  }

  private static Seen atDevice(String... results) {
    return Seen.of(List.of(results), ACTIVE, REFRESHED, "device_code_issued", "token_issued");
  }

  private static Seen notAtDevice(String... results) {
    return Seen.of(List.of(results), ABSENT, "none", "device_code_issued", "authorization_failed");
  }

  private static List<Row> exchanges() {
    return Stream.of(
            Row.of(TOKEN_EXCHANGE, "normal", issued(OK).and(SUCCEEDED)),
            Row.of(
                TOKEN_EXCHANGE,
                "html-page-503",
                issued("failed TRANSIENT http_503", OK).and(SUCCEEDED),
                Troubles.htmlPage(503)),
            Row.of(
                TOKEN_EXCHANGE,
                "invalid-request",
                notIssued("failed CONFIGURATION invalid_request")
                    .and("outcome failed invalid_request"),
                error(400, "invalid_request")),
            Row.of(
                TOKEN_EXCHANGE,
                "invalid-grant",
                notIssued("failed REAUTHORIZE invalid_grant").and("outcome failed invalid_grant"),
                error(400, "invalid_grant")))
        .map(row -> row.with(TestConnector::withTokenExchange).at(Changes.jwtsExchanged()))
        .toList();
  }

  private static List<Row> callbacks() {
    return List.of(
        Row.of(CALLBACK, "form-post", issued(OK).and(SUCCEEDED), Callbacks.formPost())
            .at(Changes::formPost),
        Row.of(
            CALLBACK,
            "duplicated-parameters",
            strange().and(PENDING),
            Callbacks.duplicatedParameters()),
        Row.of(
            CALLBACK,
            "double-hit",
            issued(OK).and(SUCCEEDED, "authorization_code answered 200"),
            Callbacks.doubleHit()),
        Row.of(
            CALLBACK_AGAIN,
            "replayed-code",
            Seen.of(
                    List.of(OK, "failed REAUTHORIZE invalid_grant"),
                    ACTIVE,
                    REFRESHED,
                    "token_issued",
                    "authorization_failed")
                .and("outcome failed invalid_grant"),
            Callbacks.replayedCode()),
        Row.of(CALLBACK, "wrong-state", strange().and(PENDING), Callbacks.wrongState()),
        Row.of(CALLBACK, "without-state", strange().and(PENDING), Callbacks.withoutState()),
        Row.of(CALLBACK, "without-code", strange().and(PENDING), Callbacks.withoutCode()));
  }
}
