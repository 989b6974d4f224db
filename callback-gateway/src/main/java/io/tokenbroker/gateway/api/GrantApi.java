// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.api;

import io.tokenbroker.event.GrantDescribed;
import io.tokenbroker.gateway.access.Action;
import io.tokenbroker.gateway.access.Caller;
import io.tokenbroker.gateway.command.GrantCommands;
import io.tokenbroker.gateway.limit.LimitedAction;
import io.tokenbroker.gateway.limit.RateLimits;
import io.tokenbroker.key.TokenKey;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Set;

/** Tells and revokes a grant, as its owner in the broker sees it. */
final class GrantApi {
  private static final Set<String> GRANT = Set.of("user", "alias");

  private final ConnectorLookup connectors;
  private final GrantCommands commands;
  private final Duration answerWait;

  GrantApi(ConnectorLookup connectors, GrantCommands commands, Duration answerWait) {
    this.connectors = connectors;
    this.commands = commands;
    this.answerWait = answerWait;
  }

  /**
   * {@code GET /v1/connectors/{connector}/grant}: 200 with what is known of the grant, 504 if the
   * broker takes longer than the wait, 409 if it refuses.
   */
  Future<Void> describe(RoutingContext rc) {
    Caller caller = ApiAuthenticator.caller(rc);
    QueryFields query = new QueryFields(rc, GRANT);
    TokenKey grant =
        NamedGrant.of(query.text("user"), query.text("alias"), caller)
            .keyOf(connectors.of(rc, caller));
    Permissions.require(caller, Action.READ, grant);
    RateLimits.of(rc).count(LimitedAction.DESCRIBE, grant);
    return commands
        .describe(rc, grant, caller.id(), answerWait)
        .compose(
            sent ->
                sent.answer()
                    .map(
                        is ->
                            is.fold(
                                described -> tell(rc, caller, described),
                                rejected -> CommandAnswers.problem(rejected).send(rc)))
                    .orElseGet(
                        () ->
                            ProblemCode.NO_ANSWER
                                .with("The broker did not answer in time; ask again.")
                                .send(rc)));
  }

  private static Future<Void> tell(RoutingContext rc, Caller caller, GrantDescribed event) {
    return Json.send(
        rc, 200, caller.isAdmin() ? GrantJson.withDetails(event) : GrantJson.described(event));
  }

  /**
   * {@code POST /v1/connectors/{connector}/disconnect}: 200 with the grant as it is now, 202 if the
   * answer takes longer than the wait (the command stands), 409 if the broker refuses. With {@code
   * ?erase=true} the grant is erased as soon as that is safe.
   */
  Future<Void> disconnect(RoutingContext rc) {
    Caller caller = ApiAuthenticator.caller(rc);
    boolean erase = new QueryFields(rc, Set.of("erase")).flag("erase");
    RequestFields fields = new RequestFields(rc, GRANT);
    TokenKey grant =
        NamedGrant.of(fields.text("user"), fields.text("alias"), caller)
            .keyOf(connectors.of(rc, caller));
    Permissions.require(caller, Action.DISCONNECT, grant);
    RateLimits.of(rc).count(LimitedAction.DISCONNECT, grant);
    if (erase) {
      Permissions.requireAdmin(caller);
    }
    return commands
        .revoke(rc, grant, caller.id(), erase, answerWait)
        .compose(sent -> CommandAnswers.send(rc, sent));
  }
}
