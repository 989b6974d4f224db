// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.api;

import io.tokenbroker.event.CommandRejected;
import io.tokenbroker.event.GrantDescribed;
import io.tokenbroker.gateway.access.ApiKey;
import io.tokenbroker.gateway.command.GrantCommands;
import io.tokenbroker.gateway.flow.GrantChoice;
import io.tokenbroker.key.TokenKey;
import io.tokenbroker.key.TokenVersion;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** Revokes a grant, and answers with what the broker made of it. */
final class DisconnectApi {
  private static final String ERASE = "erase";

  private final ConnectorLookup connectors;
  private final GrantCommands commands;
  private final Duration answerWait;

  DisconnectApi(ConnectorLookup connectors, GrantCommands commands, Duration answerWait) {
    this.connectors = connectors;
    this.commands = commands;
    this.answerWait = answerWait;
  }

  /**
   * {@code POST /v1/connectors/{connector}/disconnect}: 200 with the grant as it is now, 202 if the
   * answer takes longer than the wait (the command stands), 409 if the broker refuses. With {@code
   * ?erase=true} the grant is erased as soon as that is safe.
   */
  Future<Void> disconnect(RoutingContext rc) {
    ApiKey caller = ApiAuthenticator.caller(rc);
    RequestFields fields = new RequestFields(rc, Set.of("user", "alias"));
    TokenKey key =
        new GrantChoice(fields.text("user"), fields.text("alias").orElse(TokenKey.DEFAULT_ALIAS))
            .keyOf(connectors.of(rc, caller));
    return commands
        .revoke(rc, key, caller.id(), isErasure(rc), answerWait)
        .compose(
            sent ->
                sent.answer()
                    .map(
                        is ->
                            is.fold(
                                described -> Json.send(rc, 200, grant(described)),
                                rejected -> problem(rejected).send(rc)))
                    .orElseGet(
                        () ->
                            Json.send(
                                rc,
                                202,
                                new JsonObject().put("correlationId", sent.correlationId()))));
  }

  /** A parameter that is not understood is refused: it may be a wish to erase. */
  private static boolean isErasure(RoutingContext rc) {
    MultiMap query = rc.queryParams();
    if (query.isEmpty()) {
      return false;
    }
    List<String> values = query.getAll(ERASE);
    if (!query.names().equals(Set.of(ERASE))
        || values.size() != 1
        || !Set.of("true", "false").contains(values.get(0))) {
      throw new ProblemException(
          Problem.badRequest(
              "invalid_request", "The query may hold 'erase' only, once, as true or false."));
    }
    return Boolean.parseBoolean(values.get(0));
  }

  private static JsonObject grant(GrantDescribed event) {
    JsonObject body =
        new JsonObject()
            .put("state", event.getState())
            .put("tokenKey", event.getTokenKey())
            .put(
                "version", new TokenVersion(event.getGeneration(), event.getSequence()).toString());
    event.getReason().ifPresent(reason -> body.put("reason", reason));
    event.getSubject().ifPresent(subject -> body.put("subject", subject));
    return body;
  }

  private static Problem problem(CommandRejected event) {
    return new Problem(
        409,
        event.getReason(),
        "The broker did not carry out the command",
        event.getDescription().orElse("Its reason is " + event.getReason() + "."));
  }
}
