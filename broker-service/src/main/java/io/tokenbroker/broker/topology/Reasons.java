// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.topology;

import io.tokenbroker.process.metrics.LabelValues;
import java.util.Set;

/**
 * Which reasons are told as a label. A provider, or whoever makes up a redirect, can write what it
 * likes into an error; so only what is known here is told by its name.
 */
final class Reasons {
  /** Told from the start, so that their first occurrence shows as an increase. */
  static final Set<String> COMMON =
      Set.of(
          "access_denied",
          "expired",
          "invalid_client",
          "invalid_grant",
          "outcome_unknown",
          "provider_unavailable",
          LabelValues.OTHER);

  private static final Set<String> FURTHER =
      Set.of(
          // Ours.
          "account_differs",
          "callback_refused",
          "call_overdue",
          "cancelled",
          "grace_window_closed",
          "grant_ends",
          "grant_expired",
          "grant_revoked",
          "no_grant",
          "no_refresh_token",
          "no_subject_token",
          "not_confirmed",
          "not_the_connectors_origin",
          "origin_mismatch",
          "refresh_token_expired",
          "result_unreadable",
          "revoked",
          "superseded",
          "too_many_authorizations",
          "unknown_authorization",
          "unknown_connector",
          "unsupported_grant_type",
          // RFC 6749, 4.1.2.1 and 5.2; RFC 8628, 3.5; OpenID Connect Core, 3.1.2.6.
          "consent_required",
          "expired_token",
          "interaction_required",
          "invalid_request",
          "invalid_scope",
          "invalid_target",
          "login_required",
          "server_error",
          "slow_down",
          "temporarily_unavailable",
          "unauthorized_client",
          "unsupported_response_type");

  private Reasons() {}

  /** The reason's label. */
  static String label(String reason) {
    return COMMON.contains(reason) || FURTHER.contains(reason) ? reason : LabelValues.OTHER;
  }
}
