// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.lifecycle;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What the audit is told of a decision: by the broker itself, unless somebody asked. */
record AuditEntry(
    String action,
    String actor,
    Optional<String> reason,
    Optional<String> authorizationId,
    Optional<String> attemptId,
    Map<String, String> details) {
  /** Whoever acts when the broker acts by itself. */
  static final String BROKER = "broker";

  AuditEntry {
    details = Map.copyOf(details);
  }

  static AuditEntry of(String action) {
    return new AuditEntry(
        action, BROKER, Optional.empty(), Optional.empty(), Optional.empty(), Map.of());
  }

  AuditEntry by(String whoAsked) {
    return new AuditEntry(action, whoAsked, reason, authorizationId, attemptId, details);
  }

  AuditEntry because(String why) {
    return new AuditEntry(action, actor, Optional.of(why), authorizationId, attemptId, details);
  }

  AuditEntry authorization(String id) {
    return new AuditEntry(action, actor, reason, Optional.of(id), attemptId, details);
  }

  AuditEntry attempt(String id) {
    return new AuditEntry(action, actor, reason, authorizationId, Optional.of(id), details);
  }

  AuditEntry with(String name, Object value) {
    Map<String, String> more = new LinkedHashMap<>(details);
    more.put(name, value.toString());
    return new AuditEntry(action, actor, reason, authorizationId, attemptId, more);
  }
}
