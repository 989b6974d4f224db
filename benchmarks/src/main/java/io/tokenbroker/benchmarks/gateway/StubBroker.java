// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.benchmarks.gateway;

import io.tokenbroker.event.AuthorizationCodeReceived;
import io.tokenbroker.event.AuthorizationSucceeded;
import io.tokenbroker.gateway.event.EventLog;
import io.tokenbroker.gateway.reply.Replies;
import io.tokenbroker.topic.Topic;
import java.time.Instant;
import java.util.concurrent.CompletionStage;
import org.apache.avro.specific.SpecificRecord;

/**
 * Says of every code that it is good, but for one user's. It stands behind the gateway's log, and
 * speaks as soon as a code is durable.
 */
final class StubBroker implements EventLog {
  private final EventLog log;
  private final Replies replies;
  private final String silentUser;

  StubBroker(EventLog log, Replies replies, String silentUser) {
    this.log = log;
    this.replies = replies;
    this.silentUser = silentUser;
  }

  @Override
  public CompletionStage<Void> append(Topic topic, String key, SpecificRecord event) {
    CompletionStage<Void> durable = log.append(topic, key, event);
    if (event instanceof AuthorizationCodeReceived received && !key.contains("/" + silentUser)) {
      var unused = durable.thenRun(() -> answer(key, received.getAuthorizationId()));
    }
    return durable;
  }

  private void answer(String key, String authorizationId) {
    Instant now = Instant.now();
    replies.accept(
        AuthorizationSucceeded.newBuilder()
            .setAuthorizationId(authorizationId)
            .setTokenKey(key)
            .setGeneration(1)
            .setSequence(1)
            .setExpiresAt(now.plusSeconds(3600))
            .setCompletedAt(now)
            .build());
  }
}
