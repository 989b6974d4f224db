// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.api;

import io.tokenbroker.event.CommandRejected;
import io.tokenbroker.event.GrantDescribed;
import io.tokenbroker.gateway.command.GrantCommands;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;

/** Tells an application what came of its command. */
final class CommandAnswers {
  private CommandAnswers() {}

  /** 200 with the grant, 409 with the reason, or 202 with the correlation id. */
  static Future<Void> send(RoutingContext rc, GrantCommands.Sent sent) {
    return sent.answer()
        .map(
            answer ->
                answer.fold(
                    described -> Json.send(rc, 200, changed(described)),
                    rejected -> problem(rejected).send(rc)))
        .orElseGet(
            () -> Json.send(rc, 202, new JsonObject().put("correlationId", sent.correlationId())));
  }

  static Problem problem(CommandRejected event) {
    return new Problem(
        409,
        event.getReason(),
        "The broker did not carry out the command",
        event.getDescription().orElse("Its reason is " + event.getReason() + "."));
  }

  private static JsonObject changed(GrantDescribed event) {
    JsonObject body = GrantJson.name(event);
    event.getReason().ifPresent(reason -> body.put("reason", reason));
    event.getSubject().ifPresent(subject -> body.put("subject", subject));
    return body;
  }
}
