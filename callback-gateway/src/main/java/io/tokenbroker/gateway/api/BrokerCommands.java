// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.api;

import io.tokenbroker.event.CommandRejected;
import io.tokenbroker.event.GrantDescribed;
import io.tokenbroker.gateway.event.EventAppender;
import io.tokenbroker.gateway.reply.CommandAnswer;
import io.tokenbroker.gateway.reply.ReplyBoard;
import io.tokenbroker.gateway.seal.RandomTokens;
import io.tokenbroker.key.TokenKey;
import io.tokenbroker.topic.Topic;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;

/** Sends commands about a grant to its owner in the broker, and waits for the answer. */
final class BrokerCommands {
  private final EventAppender events;
  private final ReplyBoard<CommandAnswer> answers;
  private final Duration answerWait;
  private final RandomTokens tokens = new RandomTokens();

  BrokerCommands(EventAppender events, ReplyBoard<CommandAnswer> answers, Duration answerWait) {
    this.events = events;
    this.answers = answers;
    this.answerWait = answerWait;
  }

  String newCorrelationId() {
    return tokens.bits128();
  }

  /** The broker's answer; empty if it takes longer than the wait. The command stands. */
  Future<Optional<CommandAnswer>> ask(
      RoutingContext rc, TokenKey grant, String correlationId, SpecificRecord command) {
    return events
        .append(rc, Topic.TOKEN_COMMANDS, grant.toString(), command)
        .compose(
            done ->
                Future.fromCompletionStage(
                    answers.await(correlationId, answerWait), rc.vertx().getOrCreateContext()));
  }

  /** 200 with the grant, 409 with the reason, or 202 with the correlation id. */
  Future<Void> carryOut(
      RoutingContext rc, TokenKey grant, String correlationId, SpecificRecord command) {
    return ask(rc, grant, correlationId, command)
        .compose(
            answer ->
                answer
                    .map(
                        is ->
                            is.fold(
                                described -> Json.send(rc, 200, changed(described)),
                                rejected -> problem(rejected).send(rc)))
                    .orElseGet(
                        () ->
                            Json.send(
                                rc, 202, new JsonObject().put("correlationId", correlationId))));
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
