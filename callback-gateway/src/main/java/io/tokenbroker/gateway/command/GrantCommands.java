// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.command;

import io.tokenbroker.event.ConfirmAuthorization;
import io.tokenbroker.event.DescribeGrant;
import io.tokenbroker.event.RevokeToken;
import io.tokenbroker.gateway.event.EventAppender;
import io.tokenbroker.gateway.reply.CommandAnswer;
import io.tokenbroker.gateway.reply.ReplyBoard;
import io.tokenbroker.gateway.seal.RandomTokens;
import io.tokenbroker.key.TokenKey;
import io.tokenbroker.topic.Topic;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;

/** Sends commands about one grant to its owner, and waits for the answer. Thread-safe. */
public final class GrantCommands {
  private static final String REASON = "disconnected";

  private final EventAppender events;
  private final ReplyBoard<CommandAnswer> answers;
  private final Clock clock;
  private final RandomTokens tokens = new RandomTokens();

  public GrantCommands(EventAppender events, ReplyBoard<CommandAnswer> answers, Clock clock) {
    this.events = events;
    this.answers = answers;
    this.clock = clock;
  }

  /**
   * What came of a command that is durable.
   *
   * @param correlationId the answer's id, whenever it comes
   * @param answer empty where it has not come in time: the command stands
   */
  public record Sent(String correlationId, Optional<CommandAnswer> answer) {}

  /**
   * Revokes the grant: here at once, at the provider in the background.
   *
   * @param requestedBy who asks, for the audit
   * @param erase whether it is erased as soon as that is safe
   * @param atMost how long to wait for the answer
   * @return fails with {@code UnavailableException} where the command may not be durable
   */
  public Future<Sent> revoke(
      RoutingContext rc, TokenKey key, String requestedBy, boolean erase, Duration atMost) {
    String id = tokens.bits128();
    return send(
        rc,
        key,
        id,
        RevokeToken.newBuilder()
            .setCorrelationId(id)
            .setReason(REASON)
            .setErase(erase)
            .setRequestedBy(requestedBy)
            .setRequestedAt(clock.instant())
            .build(),
        atMost);
  }

  /**
   * Asks what the grant is like.
   *
   * @param requestedBy who asks
   * @param atMost how long to wait for the answer
   * @return fails with {@code UnavailableException} where the question may not have been asked
   */
  public Future<Sent> describe(
      RoutingContext rc, TokenKey key, String requestedBy, Duration atMost) {
    String id = tokens.bits128();
    return send(
        rc,
        key,
        id,
        DescribeGrant.newBuilder()
            .setCorrelationId(id)
            .setRequestedBy(requestedBy)
            .setRequestedAt(clock.instant())
            .build(),
        atMost);
  }

  /**
   * Confirms that a personal grant is its person's.
   *
   * @param authorizationId which authorization
   * @param sealedCode the confirmation's secret, sealed for the broker
   * @param requestedBy who confirms, for the audit
   * @param atMost how long to wait for the answer
   * @return fails with {@code UnavailableException} where the command may not be durable
   */
  public Future<Sent> confirm(
      RoutingContext rc,
      TokenKey key,
      String authorizationId,
      ByteBuffer sealedCode,
      String requestedBy,
      Duration atMost) {
    String id = tokens.bits128();
    return send(
        rc,
        key,
        id,
        ConfirmAuthorization.newBuilder()
            .setCorrelationId(id)
            .setAuthorizationId(authorizationId)
            .setSealedConfirmationCode(sealedCode)
            .setRequestedBy(requestedBy)
            .setRequestedAt(clock.instant())
            .build(),
        atMost);
  }

  private Future<Sent> send(
      RoutingContext rc, TokenKey key, String id, SpecificRecord command, Duration atMost) {
    return events
        .append(rc, Topic.TOKEN_COMMANDS, key.toString(), command)
        .compose(
            done ->
                Future.fromCompletionStage(
                    answers.await(id, atMost), rc.vertx().getOrCreateContext()))
        .map(answer -> new Sent(id, answer));
  }
}
