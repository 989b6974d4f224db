// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.it.matrix;

import static io.tokenbroker.demoprovider.Behaviour.error;
import static io.tokenbroker.it.matrix.Expected.NEEDED;
import static io.tokenbroker.it.matrix.Expected.OK;
import static io.tokenbroker.it.matrix.Expected.REVOKED;
import static io.tokenbroker.it.matrix.Expected.ended;
import static io.tokenbroker.it.matrix.Expected.issued;
import static io.tokenbroker.it.matrix.Expected.kept;
import static io.tokenbroker.it.matrix.Expected.notIssued;
import static io.tokenbroker.it.matrix.Expected.notRevokedThere;
import static io.tokenbroker.it.matrix.Expected.notStarted;
import static io.tokenbroker.it.matrix.Expected.refreshed;
import static io.tokenbroker.it.matrix.Expected.revoked;
import static io.tokenbroker.it.matrix.Expected.strange;
import static io.tokenbroker.it.matrix.Expected.uncertain;
import static io.tokenbroker.it.matrix.Row.Step.CALLBACK;
import static io.tokenbroker.it.matrix.Row.Step.EXCHANGE;
import static io.tokenbroker.it.matrix.Row.Step.REFRESH;
import static io.tokenbroker.it.matrix.Row.Step.REVOKE;

import io.tokenbroker.demoprovider.Behaviour;
import io.tokenbroker.demoprovider.Callbacks;
import io.tokenbroker.demoprovider.Demands;
import io.tokenbroker.demoprovider.RefreshTokenPolicy;
import io.tokenbroker.demoprovider.TokenAnswers;
import io.tokenbroker.demoprovider.Troubles;
import io.tokenbroker.it.system.TestConnector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The matrix: every row of it, in one place. */
final class Rows {
  private static final int MEGABYTE = 1024 * 1024;

  private Rows() {}

  static List<Row> all() {
    return Stream.of(
            dialects(),
            refusedExchanges(),
            exchangesWithTrouble(),
            callbacks(),
            refreshes(),
            refreshesWithTrouble(),
            refusedRefreshes(),
            lostRefreshes(),
            revocations(),
            ConnectorRows.all(),
            FlowRows.all())
        .flatMap(List::stream)
        .toList();
  }

  /** However the tokens are answered, they are understood. */
  private static Map<String, Behaviour> understood() {
    Map<String, Behaviour> dialects = new LinkedHashMap<>();
    dialects.put("normal", Behaviour.answerNormally());
    dialects.put("form-encoded", TokenAnswers.formEncoded());
    dialects.put("ok-beside-tokens", TokenAnswers.ok());
    dialects.put("without-token-type", TokenAnswers.without("token_type"));
    dialects.put("lower-case-bearer", TokenAnswers.tokenType("bearer"));
    dialects.put("odd-token-type", TokenAnswers.tokenType("mac"));
    dialects.put("without-expires-in", TokenAnswers.without("expires_in"));
    dialects.put("expires-in-text", TokenAnswers.expiresInText());
    dialects.put("expires-in-fraction", TokenAnswers.expiresInFraction());
    dialects.put("expires-in-milliseconds", TokenAnswers.expiresInMilliseconds());
    dialects.put("expires-in-negative", TokenAnswers.expiresInValue(-1));
    dialects.put("expires-in-huge", TokenAnswers.expiresInValue(Long.MAX_VALUE));
    dialects.put("expires-at-seconds", TokenAnswers.expiresAtSeconds());
    dialects.put("expires-at-milliseconds", TokenAnswers.expiresAtMilliseconds());
    dialects.put("expires-at-iso", TokenAnswers.expiresAtIso());
    dialects.put(
        "clock-five-minutes-slow",
        Troubles.clockSkew(Duration.ofMinutes(-5)).and(TokenAnswers.expiresAtSeconds()));
    dialects.put(
        "clock-five-minutes-fast",
        Troubles.clockSkew(Duration.ofMinutes(5)).and(TokenAnswers.expiresAtIso()));
    dialects.put("gzip", Troubles.gzip());
    dialects.put("byte-order-mark", Troubles.byteOrderMark());
    dialects.put("half-a-megabyte", Troubles.padded(MEGABYTE / 2));
    dialects.put("slow-drip", Troubles.slowDrip(50, Duration.ofMillis(100)));
    dialects.put("delay", Behaviour.delay(Duration.ofSeconds(2)));
    dialects.put("scope-with-commas", TokenAnswers.scopeWithCommas());
    dialects.put("scope-list", TokenAnswers.scopeList());
    dialects.put("scope-narrowed", TokenAnswers.scopeGranted("less"));
    dialects.put("basic-only", Demands.basicOnly());
    return dialects;
  }

  private static List<Row> dialects() {
    List<Row> rows = new ArrayList<>();
    understood()
        .forEach(
            (name, behaviour) -> {
              rows.add(Row.of(EXCHANGE, name, issued(OK), behaviour));
              rows.add(Row.of(REFRESH, name, refreshed(OK), behaviour));
            });
    return rows;
  }

  private static List<Row> refusedExchanges() {
    return List.of(
        Row.of(
            EXCHANGE,
            "error-with-200",
            notIssued("failed REAUTHORIZE bad_verification_code"),
            TokenAnswers.errorWith200("bad_verification_code")),
        Row.of(
            EXCHANGE,
            "not-ok",
            notIssued("failed REAUTHORIZE invalid_code"),
            TokenAnswers.notOk("invalid_code")),
        Row.of(
            EXCHANGE,
            "invalid-grant",
            notIssued("failed REAUTHORIZE invalid_grant"),
            error(400, "invalid_grant")),
        Row.of(
            EXCHANGE,
            "invalid-client",
            notIssued("failed CONFIGURATION invalid_client"),
            error(401, "invalid_client")),
        Row.of(
            EXCHANGE,
            "post-only",
            notIssued("failed CONFIGURATION invalid_client"),
            Demands.postOnly()),
        Row.of(
            EXCHANGE,
            "raw-basic",
            notIssued("failed CONFIGURATION invalid_client"),
            Demands.rawBasic()),
        Row.of(
            EXCHANGE,
            "wrongly-decoded-basic",
            notIssued("failed CONFIGURATION invalid_client"),
            Demands.wronglyDecodedBasic()),
        Row.of(
            EXCHANGE,
            "json-only",
            notIssued("failed CONFIGURATION invalid_request"),
            Demands.jsonOnly()),
        Row.of(
            EXCHANGE,
            "redirect",
            notIssued("failed CONFIGURATION http_307"),
            Troubles.redirect(307, "https://elsewhere.example/token")),
        Row.of(EXCHANGE, "absent", notIssued("failed CONFIGURATION http_404"), Troubles.absent()));
  }

  /** A code is sent once, whatever comes back: its person starts again. */
  private static List<Row> exchangesWithTrouble() {
    return List.of(
        Row.of(
            EXCHANGE,
            "html-page-503",
            notIssued("failed TRANSIENT http_503"),
            Troubles.htmlPage(503)),
        Row.of(
            EXCHANGE,
            "server-error",
            notIssued("failed TRANSIENT server_error"),
            error(500, "server_error")),
        Row.of(
            EXCHANGE,
            "rate-limited",
            notIssued("failed TRANSIENT http_429"),
            Troubles.rateLimited(Duration.ofSeconds(1))),
        Row.of(
            EXCHANGE,
            "rate-limited-until",
            notIssued("failed TRANSIENT http_429"),
            Troubles.rateLimitedUntil(Duration.ofSeconds(2))),
        Row.of(
            EXCHANGE,
            "lost-reply",
            notIssued("unknown reply_lost"),
            Behaviour.resetAfterProcessing()),
        Row.of(
            EXCHANGE,
            "reset-before-processing",
            notIssued("unknown reply_lost"),
            Troubles.resetBeforeProcessing()),
        Row.of(EXCHANGE, "cut-off", notIssued("unknown reply_lost"), Troubles.cutOff()),
        Row.of(EXCHANGE, "hang", notIssued("unknown no_reply_in_time"), Behaviour.hang()),
        Row.of(
            EXCHANGE,
            "two-megabytes",
            notIssued("unknown reply_too_large"),
            Troubles.padded(2 * MEGABYTE)),
        Row.of(EXCHANGE, "empty-body", notIssued("unknown unreadable_reply"), Troubles.emptyBody()),
        Row.of(
            EXCHANGE,
            "html-page-200",
            notIssued("unknown unreadable_reply"),
            Troubles.htmlPage(200)),
        Row.of(
            EXCHANGE,
            "nested-but-not-described",
            notIssued("unknown unreadable_reply"),
            TokenAnswers.nested("data")));
  }

  private static List<Row> callbacks() {
    return List.of(
        Row.of(CALLBACK, "access-denied", notStarted(), Callbacks.accessDenied()),
        Row.of(CALLBACK, "server-error", notStarted(), Callbacks.error("server_error")),
        Row.of(
            CALLBACK, "wrong-issuer", strange(), Callbacks.wrongIssuer("https://another.example")),
        Row.of(CALLBACK, "without-issuer", strange(), Callbacks.withoutIssuer()),
        Row.of(
            CALLBACK,
            "extra-parameters",
            issued(OK),
            Callbacks.extraParameters(
                Map.of("realmId", "123", "session_state", "x.y", "accounts-server", "eu"))),
        Row.of(
            CALLBACK,
            "unknown-code",
            notIssued("failed REAUTHORIZE invalid_grant"),
            Callbacks.unknownCode()));
  }

  private static List<Row> refreshes() {
    return List.of(
        Row.of(
            REFRESH,
            "without-refresh-token",
            refreshed(OK),
            Demands.refreshTokens(RefreshTokenPolicy.reusable())),
        Row.of(
            REFRESH,
            "rotated-without-detection",
            refreshed(OK),
            Demands.refreshTokens(new RefreshTokenPolicy(true, false, Duration.ZERO))));
  }

  private static List<Row> refreshesWithTrouble() {
    return List.of(
        Row.of(
            REFRESH,
            "html-page-503",
            refreshed("failed TRANSIENT http_503", OK),
            Troubles.htmlPage(503)),
        Row.of(
            REFRESH,
            "server-error",
            refreshed("failed TRANSIENT server_error", OK),
            error(500, "server_error")),
        Row.of(
            REFRESH,
            "temporarily-unavailable",
            refreshed("failed TRANSIENT temporarily_unavailable", OK),
            error(400, "temporarily_unavailable")),
        Row.of(
            REFRESH,
            "rate-limited",
            refreshed("failed TRANSIENT http_429", OK),
            Troubles.rateLimited(Duration.ofSeconds(2))),
        Row.of(
            REFRESH,
            "rate-limited-until",
            refreshed("failed TRANSIENT http_429", OK),
            Troubles.rateLimitedUntil(Duration.ofSeconds(3))),
        Row.of(
            REFRESH,
            "three-troubles",
            refreshed(
                "failed TRANSIENT http_502",
                "failed TRANSIENT http_503",
                "failed TRANSIENT http_504"),
            Troubles.htmlPage(502),
            Troubles.htmlPage(503),
            Troubles.htmlPage(504)));
  }

  private static List<Row> refusedRefreshes() {
    return List.of(
        Row.of(
            REFRESH,
            "invalid-grant",
            ended("failed REAUTHORIZE invalid_grant"),
            error(400, "invalid_grant")),
        Row.of(
            REFRESH,
            "error-with-200",
            ended("failed REAUTHORIZE bad_refresh_token"),
            TokenAnswers.errorWith200("bad_refresh_token")),
        Row.of(
            REFRESH,
            "form-encoded-error-with-200",
            ended("failed REAUTHORIZE bad_refresh_token"),
            TokenAnswers.errorWith200("bad_refresh_token").and(TokenAnswers.formEncoded())),
        Row.of(
            REFRESH,
            "not-ok",
            ended("failed REAUTHORIZE token_revoked"),
            TokenAnswers.notOk("token_revoked")),
        Row.of(
            REFRESH,
            "invalid-grant-with-gzip",
            ended("failed REAUTHORIZE invalid_grant"),
            error(400, "invalid_grant").and(Troubles.gzip())),
        Row.of(
            REFRESH,
            "invalid-client",
            kept("failed CONFIGURATION invalid_client"),
            error(401, "invalid_client")),
        Row.of(
            REFRESH, "post-only", kept("failed CONFIGURATION invalid_client"), Demands.postOnly()),
        Row.of(
            REFRESH,
            "early-refresh-refused",
            kept("failed CONFIGURATION invalid_request"),
            Demands.earlyRefreshRefused(Duration.ofSeconds(30))),
        Row.of(
            REFRESH,
            "html-page-403",
            kept("failed CONFIGURATION http_403"),
            Troubles.htmlPage(403)),
        Row.of(
            REFRESH,
            "redirect",
            kept("failed CONFIGURATION http_302"),
            Troubles.redirect(302, "https://elsewhere.example/token")));
  }

  /** What may have spent the refresh token. */
  private static List<Row> lostRefreshes() {
    Behaviour graceful =
        Demands.refreshTokens(RefreshTokenPolicy.rotatingWithGrace(Duration.ofSeconds(60)));
    return List.of(
        Row.of(
                REFRESH,
                "lost-reply-with-grace",
                refreshed("unknown reply_lost", OK),
                graceful.and(Behaviour.resetAfterProcessing()))
            .otherwise(graceful)
            .with(connector -> connector.withGraceWindow(Duration.ofSeconds(60))),
        Row.of(
            REFRESH,
            "lost-reply",
            uncertain("unknown reply_lost"),
            Behaviour.resetAfterProcessing()),
        Row.of(REFRESH, "cut-off", uncertain("unknown reply_lost"), Troubles.cutOff()),
        Row.of(REFRESH, "hang", uncertain("unknown no_reply_in_time"), Behaviour.hang()),
        Row.of(
            REFRESH,
            "hang-after-processing",
            uncertain("unknown no_reply_in_time"),
            Troubles.hangAfterProcessing()),
        Row.of(
            REFRESH,
            "two-megabytes",
            uncertain("unknown reply_too_large"),
            Troubles.padded(2 * MEGABYTE)),
        Row.of(REFRESH, "empty-body", uncertain("unknown unreadable_reply"), Troubles.emptyBody()),
        Row.of(
            REFRESH,
            "html-page-200",
            uncertain("unknown unreadable_reply"),
            Troubles.htmlPage(200)),
        Row.of(
                REFRESH,
                "spent-and-reused-at-the-end",
                Seen.of(
                    List.of("unknown reply_lost", "failed REAUTHORIZE invalid_grant"),
                    "reauthorization_required",
                    NEEDED,
                    "refresh_outcome_unknown",
                    "reauthorization_required"),
                Behaviour.resetAfterProcessing())
            .otherwise(Demands.lifetime(Duration.ofSeconds(15))));
  }

  private static List<Row> revocations() {
    return List.of(
        Row.of(REVOKE, "normal", revoked(OK), Behaviour.answerNormally()),
        Row.of(REVOKE, "only-refresh-tokens", revoked(OK), Demands.onlyRefreshTokens()),
        Row.of(REVOKE, "html-page-200", revoked(OK), Troubles.htmlPage(200)),
        Row.of(
            REVOKE,
            "html-page-503",
            revoked("failed TRANSIENT http_503", OK),
            Troubles.htmlPage(503)),
        Row.of(
            REVOKE,
            "rate-limited",
            revoked("failed TRANSIENT http_429", OK),
            Troubles.rateLimited(Duration.ofSeconds(2))),
        Row.of(
            REVOKE,
            "lost-reply",
            revoked("unknown reply_lost", OK),
            Behaviour.resetAfterProcessing()),
        Row.of(REVOKE, "hang", revoked("unknown no_reply_in_time", OK), Behaviour.hang()),
        Row.of(
            REVOKE,
            "invalid-request",
            notRevokedThere("failed CONFIGURATION invalid_request"),
            error(400, "invalid_request")),
        Row.of(
            REVOKE,
            "only-access-tokens",
            notRevokedThere("failed CONFIGURATION unsupported_token_type"),
            Demands.onlyAccessTokens()),
        Row.of(
            REVOKE,
            "by-delete-only",
            notRevokedThere("failed CONFIGURATION invalid_request"),
            Demands.revokedByDelete()),
        Row.of(
            REVOKE, "absent", notRevokedThere("failed CONFIGURATION http_404"), Troubles.absent()),
        Row.of(
                REVOKE,
                "none",
                Seen.of(List.of(), REVOKED, "TokenRevoked", "not_revoked_at_provider"))
            .with(TestConnector::withoutRevocation));
  }
}
