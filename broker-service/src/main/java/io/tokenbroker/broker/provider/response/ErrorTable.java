// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.provider.response;

import io.tokenbroker.event.ErrorClass;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What can be done about an error: the codes of the RFCs and the dialects of providers that have
 * their own. Case and punctuation of a code do not count, so {@code InvalidGrant} and {@code
 * invalid-grant} are {@code invalid_grant}.
 */
public final class ErrorTable {
  private static final Set<Integer> TRANSIENT_STATUS = Set.of(408, 425, 429);
  private static final int FIRST_SERVER_ERROR = 500;
  private static final int MAX_CODE = 64;

  /** Zoho says "Access Denied" to a client that asks too often. */
  private static final List<String> TRANSIENT_DESCRIPTIONS =
      List.of("too many requests", "rate limit exceeded");

  /**
   * One row.
   *
   * @param code as the RFC or the provider writes it
   */
  public record Row(String code, ErrorClass errorClass) {}

  private static final List<Row> ROWS =
      Stream.of(
              rows(
                  ErrorClass.REAUTHORIZE,
                  "access_denied",
                  "account_deactivated",
                  "account_disabled",
                  "account_inactive",
                  "account_suspended",
                  "authorization_revoked",
                  "bad_refresh_token",
                  "bad_verification_code",
                  "code_already_used",
                  "code_expired",
                  "consent_required",
                  "expired_access_token",
                  "expired_authorization_code",
                  "expired_refresh_token",
                  "expired_token",
                  "grant_expired",
                  "grant_revoked",
                  "interaction_required",
                  "invalid_access_token",
                  "invalid_auth",
                  "invalid_authorization_code",
                  "invalid_code",
                  "invalid_grant",
                  "invalid_oauth_token",
                  "invalid_refresh_token",
                  "invalid_token",
                  "login_required",
                  "mfa_required",
                  "no_refresh_token",
                  "old_refresh_token_used",
                  "refresh_token_expired",
                  "refresh_token_invalid",
                  "refresh_token_not_found",
                  "refresh_token_revoked",
                  "revoked_token",
                  "session_expired",
                  "token_already_used",
                  "token_expired",
                  "token_inactive",
                  "token_not_found",
                  "token_revoked",
                  "user_inactive",
                  "user_not_found"),
              rows(
                  ErrorClass.CONFIGURATION,
                  "application_suspended",
                  "bad_client_secret",
                  "bad_redirect_uri",
                  "client_not_found",
                  "incorrect_client_credentials",
                  "invalid_audience",
                  "invalid_client",
                  "invalid_client_assertion",
                  "invalid_client_credentials",
                  "invalid_client_id",
                  "invalid_client_secret",
                  "invalid_dpop_proof",
                  "invalid_redirect_uri",
                  "invalid_request",
                  "invalid_request_object",
                  "invalid_request_uri",
                  "invalid_resource",
                  "invalid_scope",
                  "invalid_target",
                  "missing_client_id",
                  "redirect_uri_mismatch",
                  "unauthorized",
                  "unauthorized_client",
                  "unsupported_grant_type",
                  "unsupported_response_type",
                  "unsupported_token_type",
                  "use_dpop_nonce",
                  "wrong_client"),
              rows(
                  ErrorClass.TRANSIENT,
                  "authorization_pending",
                  "backend_error",
                  "concurrent_refresh",
                  "fatal_error",
                  "general_error",
                  "internal_error",
                  "internal_failure",
                  "internal_server_error",
                  "limit_exceeded",
                  "quota_exceeded",
                  "rate_limit",
                  "rate_limit_exceeded",
                  "rate_limited",
                  "ratelimited",
                  "request_limit_exceeded",
                  "request_timeout",
                  "retry_later",
                  "server_error",
                  "service_unavailable",
                  "slow_down",
                  "temporarily_unavailable",
                  "throttled",
                  "throttling",
                  "timeout",
                  "too_many_requests",
                  "try_again_later"))
          .flatMap(Function.identity())
          .toList();

  private static final Map<String, ErrorClass> CLASSES =
      ROWS.stream()
          .collect(
              Collectors.toUnmodifiableMap(
                  row -> canonical(row.code()), Row::errorClass, (one, other) -> one));

  /** The client was refused, not the request: it was not processed. */
  private static final Set<String> CLIENT_REFUSED =
      canonical(
          "invalid_client",
          "incorrect_client_credentials",
          "invalid_client_credentials",
          "invalid_client_secret",
          "bad_client_secret");

  /** There is nothing left to revoke. */
  private static final Set<String> REVOKED =
      canonical(
          "account_inactive",
          "invalid_auth",
          "invalid_token",
          "revoked_token",
          "token_inactive",
          "token_not_found",
          "token_revoked");

  private ErrorTable() {}

  private static Stream<Row> rows(ErrorClass errorClass, String... codes) {
    return Stream.of(codes).map(code -> new Row(code, errorClass));
  }

  /** Every code that is known. */
  public static List<Row> rows() {
    return ROWS;
  }

  /** Whether the table has the code, written in whatever way that is not too long. */
  public static boolean isKnown(String code) {
    return code.length() <= MAX_CODE && CLASSES.containsKey(canonical(code));
  }

  /**
   * The class of an answer that is no success. The connector's word weighs most; an overloaded
   * server's weighs more than what it says.
   *
   * @param own the connector's classes, by code or http_STATUS
   */
  public static ErrorClass classify(
      int httpStatus,
      Optional<String> code,
      Optional<String> description,
      Map<String, String> own) {
    return code.flatMap(known -> own(own, known))
        .or(() -> own(own, "http_" + httpStatus))
        .or(() -> ofStatus(httpStatus))
        .or(() -> description.flatMap(ErrorTable::ofDescription))
        .or(() -> code.flatMap(known -> Optional.ofNullable(CLASSES.get(canonical(known)))))
        .orElse(ErrorClass.CONFIGURATION);
  }

  /**
   * Whether an error refuses the client's proof of who it is, so that another may do.
   *
   * @param basic whether the proof was in the Authorization header: 401 is about that
   */
  public static boolean refusesClient(int httpStatus, String code, boolean basic) {
    String known = canonical(code);
    boolean unnamed = known.equals("unauthorized") || known.equals("http401");
    return CLIENT_REFUSED.contains(known) || (basic && httpStatus == 401 && unnamed);
  }

  /** Whether an error says that a token that is to be revoked is none any more. */
  public static boolean isRevokedAlready(String code) {
    return REVOKED.contains(canonical(code));
  }

  private static Optional<ErrorClass> own(Map<String, String> own, String code) {
    return Optional.ofNullable(own.get(code))
        .or(
            () ->
                own.entrySet().stream()
                    .filter(entry -> canonical(entry.getKey()).equals(canonical(code)))
                    .map(Map.Entry::getValue)
                    .findFirst())
        .flatMap(ErrorTable::named);
  }

  private static Optional<ErrorClass> named(String text) {
    return Stream.of(ErrorClass.values())
        .filter(errorClass -> errorClass.name().equalsIgnoreCase(text))
        .findFirst();
  }

  private static Optional<ErrorClass> ofStatus(int httpStatus) {
    return httpStatus >= FIRST_SERVER_ERROR || TRANSIENT_STATUS.contains(httpStatus)
        ? Optional.of(ErrorClass.TRANSIENT)
        : Optional.empty();
  }

  private static Optional<ErrorClass> ofDescription(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    return TRANSIENT_DESCRIPTIONS.stream().anyMatch(lower::contains)
        ? Optional.of(ErrorClass.TRANSIENT)
        : Optional.empty();
  }

  private static Set<String> canonical(String... codes) {
    return Stream.of(codes).map(ErrorTable::canonical).collect(Collectors.toUnmodifiableSet());
  }

  private static String canonical(String code) {
    String plain = code.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
    // Of a number the punctuation counts: -1 is not 1.
    return plain.chars().anyMatch(Character::isLetter) ? plain : code;
  }
}
