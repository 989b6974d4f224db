// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.api;

import io.tokenbroker.event.CommandRejected;
import io.tokenbroker.event.GrantDescribed;
import io.tokenbroker.event.RevokeToken;
import io.tokenbroker.gateway.access.ApiKey;
import io.tokenbroker.gateway.event.EventAppender;
import io.tokenbroker.gateway.flow.GrantChoice;
import io.tokenbroker.gateway.limit.LimitedAction;
import io.tokenbroker.gateway.limit.RateLimits;
import io.tokenbroker.gateway.reply.CommandAnswer;
import io.tokenbroker.gateway.reply.ReplyBoard;
import io.tokenbroker.gateway.seal.RandomTokens;
import io.tokenbroker.key.TokenKey;
import io.tokenbroker.key.TokenVersion;
import io.tokenbroker.topic.Topic;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** Revokes a grant, and answers with what the broker made of it. */
final class DisconnectApi {
  private static final String ERASE = "erase";

  private final ConnectorLookup connectors;
  private final EventAppender events;
  private final ReplyBoard<CommandAnswer> answers;
  private final Duration answerWait;
  private final Clock clock;
  private final RandomTokens tokens = new RandomTokens();

  DisconnectApi(
      ConnectorLookup connectors,
      EventAppender events,
      ReplyBoard<CommandAnswer> answers,
      Duration answerWait,
      Clock clock) {
    this.connectors = connectors;
    this.events = events;
    this.answers = answers;
    this.answerWait = answerWait;
    this.clock = clock;
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
    RateLimits.of(rc).count(LimitedAction.DISCONNECT, key);
    String correlationId = tokens.bits128();
    RevokeToken command =
        RevokeToken.newBuilder()
            .setCorrelationId(correlationId)
            .setReason("disconnected")
            .setErase(isErasure(rc))
            .setRequestedBy(caller.id())
            .setRequestedAt(clock.instant())
            .build();
    return events
        .append(rc, Topic.TOKEN_COMMANDS, key.toString(), command)
        .compose(
            done ->
                Future.fromCompletionStage(
                    answers.await(correlationId, answerWait), rc.vertx().getOrCreateContext()))
        .compose(
            answer ->
                answer
                    .map(
                        is ->
                            is.fold(
                                described -> Json.send(rc, 200, grant(described)),
                                rejected -> problem(rejected).send(rc)))
                    .orElseGet(
                        () ->
                            Json.send(
                                rc, 202, new JsonObject().put("correlationId", correlationId))));
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
