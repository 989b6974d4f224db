// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.provider;

import io.tokenbroker.event.ErrorClass;
import java.util.Map;
import java.util.Optional;

/**
 * What can be done about an error code: those of RFC 6749, 4.1.2.1 and 5.2, and the dialects of
 * providers that have their own.
 */
final class ErrorTable {
  private static final Map<String, ErrorClass> CODES =
      Map.ofEntries(
          Map.entry("invalid_grant", ErrorClass.REAUTHORIZE),
          Map.entry("bad_refresh_token", ErrorClass.REAUTHORIZE),
          Map.entry("bad_verification_code", ErrorClass.REAUTHORIZE),
          Map.entry("invalid_refresh_token", ErrorClass.REAUTHORIZE),
          Map.entry("token_revoked", ErrorClass.REAUTHORIZE),
          Map.entry("token_expired", ErrorClass.REAUTHORIZE),
          Map.entry("interaction_required", ErrorClass.REAUTHORIZE),
          Map.entry("invalid_client", ErrorClass.CONFIGURATION),
          Map.entry("incorrect_client_credentials", ErrorClass.CONFIGURATION),
          Map.entry("unauthorized_client", ErrorClass.CONFIGURATION),
          Map.entry("unsupported_grant_type", ErrorClass.CONFIGURATION),
          Map.entry("unsupported_token_type", ErrorClass.CONFIGURATION),
          Map.entry("invalid_scope", ErrorClass.CONFIGURATION),
          Map.entry("invalid_request", ErrorClass.CONFIGURATION),
          Map.entry("temporarily_unavailable", ErrorClass.TRANSIENT),
          Map.entry("server_error", ErrorClass.TRANSIENT),
          Map.entry("slow_down", ErrorClass.TRANSIENT),
          Map.entry("rate_limited", ErrorClass.TRANSIENT));

  private static final int TOO_MANY_REQUESTS = 429;
  private static final int REQUEST_TIMEOUT = 408;

  private ErrorTable() {}

  /** The class of an answer that is no success. An overloaded server's word weighs more. */
  static ErrorClass classify(int httpStatus, Optional<String> code) {
    if (httpStatus >= 500 || httpStatus == TOO_MANY_REQUESTS || httpStatus == REQUEST_TIMEOUT) {
      return ErrorClass.TRANSIENT;
    }
    return code.map(known -> CODES.getOrDefault(known, ErrorClass.CONFIGURATION))
        .orElse(ErrorClass.CONFIGURATION);
  }
}
