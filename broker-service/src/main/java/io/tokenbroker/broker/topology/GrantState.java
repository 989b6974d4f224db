// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.topology;

import io.tokenbroker.broker.lifecycle.Grant;
import java.util.Locale;
import java.util.Optional;

/** What grants are counted by. */
enum GrantState {
  /** Nothing was issued yet: an authorization is on its way. */
  PENDING,
  ACTIVE,
  REAUTHORIZATION_REQUIRED,
  REVOKING,
  REVOKED,
  /** What is stored can't be opened. */
  UNREADABLE;

  static GrantState of(Grant grant) {
    return switch (grant.status()) {
      case "active", "refreshing" -> ACTIVE;
      case "reauthorization_required" -> REAUTHORIZATION_REQUIRED;
      case "revoking" -> REVOKING;
      case "revoked" -> REVOKED;
      default -> PENDING;
    };
  }

  /** Of what was read from the store; empty: it could not be read. */
  static GrantState stored(Optional<Grant> read) {
    return read.map(GrantState::of).orElse(UNREADABLE);
  }

  String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
