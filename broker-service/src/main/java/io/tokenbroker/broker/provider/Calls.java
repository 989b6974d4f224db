// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.provider;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.tokenbroker.broker.connector.Connectors;
import io.tokenbroker.broker.lifecycle.Effect;
import io.tokenbroker.event.ConnectorDefined;
import io.tokenbroker.event.ProviderCall;
import io.tokenbroker.event.ProviderRequest;
import io.tokenbroker.key.ConnectorId;
import io.tokenbroker.key.TokenKey;
import io.tokenbroker.secrets.Opener;
import io.tokenbroker.secrets.SealedField;
import io.tokenbroker.secrets.Secret;
import io.vertx.core.Future;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns a claimed request into an HTTP call: finds the connector, opens the secrets, keeps to the
 * places that a provider has. A provider that hangs fills its own places and no other's; the last
 * places are for exchanges, for which a person waits. Thread-safe.
 */
final class Calls {
  private static final Logger log = LoggerFactory.getLogger(Calls.class);
  private static final Duration WHEN_FULL = Duration.ofSeconds(1);
  private static final int MAX_CACHED_SECRETS = 10_000;

  private final Connectors connectors;
  private final CallMessages messages;
  private final Opener inbox;
  private final ProviderHttp http;
  private final Bulkhead bulkhead;
  private final Map<String, AtomicInteger> inFlight = new ConcurrentHashMap<>();
  private final Cache<SecretOf, Secret> clientSecrets =
      Caffeine.newBuilder().maximumSize(MAX_CACHED_SECRETS).build();

  /**
   * How many calls may be in flight to one origin.
   *
   * @param places in all, at least 2
   * @param reservedForExchanges of these, for exchanges only
   */
  record Bulkhead(int places, int reservedForExchanges) {}

  private record SecretOf(ConnectorId connector, long revision) {}

  Calls(
      Connectors connectors,
      CallMessages messages,
      Opener inbox,
      ProviderHttp http,
      Bulkhead bulkhead) {
    this.connectors = connectors;
    this.messages = messages;
    this.inbox = inbox;
    this.http = http;
    this.bulkhead = bulkhead;
  }

  /** Makes the call; the future never fails. */
  Future<CallOutcome> make(TokenKey key, ProviderRequest request, SendBy sendBy) {
    Optional<ConnectorDefined> connector =
        connectors.forGrant(
            key.connectorId(), request.getConnectorRevision(), request.getEndpointOrigin());
    if (connector.isEmpty()) {
      return Future.succeededFuture(
          new CallOutcome.NotSent("connector_unknown_or_origin_changed", Optional.empty()));
    }
    AtomicInteger places =
        inFlight.computeIfAbsent(request.getEndpointOrigin(), origin -> new AtomicInteger());
    int limit =
        request.getCall() == ProviderCall.EXCHANGE
            ? bulkhead.places()
            : bulkhead.places() - bulkhead.reservedForExchanges();
    if (places.incrementAndGet() > limit) {
      places.decrementAndGet();
      return Future.succeededFuture(
          new CallOutcome.NotSent("bulkhead_full", Optional.of(WHEN_FULL)));
    }
    return send(key, request, connector.get(), sendBy).onComplete(done -> places.decrementAndGet());
  }

  private Future<CallOutcome> send(
      TokenKey key, ProviderRequest request, ConnectorDefined connector, SendBy sendBy) {
    try {
      Effect.Call call = messages.openRequest(key, request);
      Optional<Secret> clientSecret =
          connector
              .getSealedClientSecret()
              .map(stored -> clientSecret(key.connectorId(), connector, stored));
      TokenEndpointRequest made = TokenEndpointRequest.of(connector, clientSecret, call);
      return http.send(made.call(), sendBy)
          .map(outcome -> outcome(outcome, made, call instanceof Effect.Revoke));
    } catch (RuntimeException e) {
      // Nothing was sent yet. A key that is missing may arrive; a broken definition is mended.
      log.atError()
          .addKeyValue("tokenKey", key)
          .addKeyValue("error", e.toString())
          .log("a provider call could not be made");
      return Future.succeededFuture(new CallOutcome.NotSent("unusable_request", Optional.empty()));
    }
  }

  private static CallOutcome outcome(
      HttpOutcome outcome, TokenEndpointRequest request, boolean revocation) {
    return outcome.fold(
        answer -> read(answer, request, revocation),
        notSent -> new CallOutcome.NotSent(notSent.reason(), notSent.retryAfter()),
        lost -> new CallOutcome.Unknown(lost.reason()));
  }

  private static CallOutcome read(Answer answer, TokenEndpointRequest request, boolean revocation) {
    try {
      return revocation
          ? TokenEndpointReader.revocation(answer, request.secrets())
          : TokenEndpointReader.tokens(answer, request.expiresInUnit(), request.secrets());
    } catch (RuntimeException e) {
      // The message may quote the answer.
      log.atError()
          .addKeyValue("error", e.getClass().getName())
          .log("a provider's answer could not be read");
      return new CallOutcome.Unknown("unreadable_reply");
    }
  }

  private Secret clientSecret(ConnectorId id, ConnectorDefined connector, ByteBuffer stored) {
    long revision = connector.getRevision();
    return clientSecrets.get(
        new SecretOf(id, revision),
        missing -> inbox.openSecret(stored, SealedField.clientSecret(id, revision)));
  }
}
