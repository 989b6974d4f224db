// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.provider;

import io.tokenbroker.broker.connector.Connectors;
import io.tokenbroker.broker.lifecycle.Effect;
import io.tokenbroker.event.ConnectorDefined;
import io.tokenbroker.event.ProviderCall;
import io.tokenbroker.event.ProviderRequest;
import io.tokenbroker.key.TokenKey;
import io.tokenbroker.secrets.Opener;
import io.vertx.core.Future;
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

  private final Connectors connectors;
  private final CallMessages messages;
  private final Conversations conversations;
  private final Bulkhead bulkhead;
  private final Map<String, AtomicInteger> inFlight = new ConcurrentHashMap<>();

  /**
   * How many calls may be in flight to one origin.
   *
   * @param places in all, at least 2
   * @param reservedForExchanges of these, for exchanges only
   */
  record Bulkhead(int places, int reservedForExchanges) {}

  Calls(
      Connectors connectors,
      CallMessages messages,
      Opener inbox,
      ProviderHttp http,
      Bulkhead bulkhead) {
    this.connectors = connectors;
    this.messages = messages;
    this.conversations = new Conversations(new ClientProofs(inbox), http);
    this.bulkhead = bulkhead;
  }

  /** Makes the call; the future never fails. */
  Future<CallOutcome> make(TokenKey key, ProviderRequest request, SendBy sendBy) {
    Optional<ConnectorDefined> connector =
        connectors.forCall(
            key.connectorId(),
            request.getConnectorRevision(),
            request.getEndpointOrigin(),
            request.getCall());
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
      return conversations.hold(key.connectorId(), connector, call, sendBy);
    } catch (RuntimeException e) {
      // Nothing was sent yet. A key that is missing may arrive.
      log.atError()
          .addKeyValue("tokenKey", key)
          .addKeyValue("error", e.toString())
          .log("a provider call could not be made");
      return Future.succeededFuture(new CallOutcome.NotSent("unusable_request", Optional.empty()));
    }
  }
}
