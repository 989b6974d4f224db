// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.it.matrix;

import java.util.List;

/** What rows expect, by what became of the grant. */
final class Expected {
  static final String ABSENT = "absent";
  static final String ACTIVE = "active";
  static final String REVOKED = "revoked";
  static final String REFRESHED = "TokenRefreshed";
  static final String NEEDED = "ReauthorizationRequired";
  static final String OK = "succeeded";

  private Expected() {}

  static Seen issued(String... results) {
    return Seen.of(List.of(results), ACTIVE, REFRESHED, "authorization_started", "token_issued");
  }

  static Seen notIssued(String... results) {
    return Seen.of(
        List.of(results), ABSENT, "none", "authorization_started", "authorization_failed");
  }

  static Seen notStarted() {
    return Seen.of(List.of(), ABSENT, "none", "authorization_started", "authorization_failed");
  }

  /** What may be another's doing ends nothing: the person can still come back (RFC 9207). */
  static Seen strange() {
    return Seen.of(List.of(), ABSENT, "none", "authorization_started");
  }

  static Seen refreshed(String... results) {
    return Seen.of(List.of(results), ACTIVE, REFRESHED, "refresh_started", "token_refreshed");
  }

  static Seen kept(String... results) {
    return Seen.of(List.of(results), ACTIVE, REFRESHED, "refresh_failed");
  }

  static Seen uncertain(String... results) {
    return Seen.of(List.of(results), ACTIVE, REFRESHED, "refresh_outcome_unknown");
  }

  static Seen ended(String... results) {
    return Seen.of(
        List.of(results),
        "reauthorization_required",
        NEEDED,
        "refresh_failed",
        "reauthorization_required");
  }

  static Seen revoked(String... results) {
    return Seen.of(
        List.of(results), REVOKED, "TokenRevoked", "grant_revoked", "revoked_at_provider");
  }

  static Seen notRevokedThere(String... results) {
    return Seen.of(
        List.of(results), REVOKED, "TokenRevoked", "grant_revoked", "revocation_refused");
  }
}
