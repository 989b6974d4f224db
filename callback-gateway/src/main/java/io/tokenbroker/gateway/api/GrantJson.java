// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.api;

import io.tokenbroker.event.GrantDescribed;
import io.tokenbroker.key.TokenVersion;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Optional;

/** What is told about a grant; never a token. */
final class GrantJson {
  private GrantJson() {}

  /** Which grant it is, and its state. */
  static JsonObject name(GrantDescribed event) {
    return new JsonObject()
        .put("state", event.getState())
        .put("tokenKey", event.getTokenKey())
        .put("version", new TokenVersion(event.getGeneration(), event.getSequence()).toString());
  }

  /** What concerns the person whose grant it is. */
  static JsonObject described(GrantDescribed event) {
    JsonObject body =
        name(event)
            .put("scopes", new JsonArray(event.getScopes()))
            .put("attributes", Json.object(event.getAttributes()))
            .put("describedAt", event.getDescribedAt().toString());
    event.getReason().ifPresent(reason -> body.put("reason", reason));
    event.getSubject().ifPresent(subject -> body.put("subject", subject));
    put(body, "issuedAt", event.getIssuedAt());
    put(body, "expiresAt", event.getExpiresAt());
    put(body, "endsAt", event.getEndsAt());
    return body;
  }

  /** Likewise, with what concerns an operator. */
  static JsonObject withDetails(GrantDescribed event) {
    JsonObject body = described(event).put("callInFlight", event.getCallInFlight());
    event.getConnectorRevision().ifPresent(it -> body.put("connectorRevision", it));
    event.getLastError().ifPresent(error -> body.put("lastError", error));
    put(body, "nextActionAt", event.getNextActionAt());
    put(body, "failingSince", event.getFailingSince());
    return body;
  }

  private static void put(JsonObject body, String name, Optional<Instant> time) {
    time.ifPresent(it -> body.put(name, it.toString()));
  }
}
