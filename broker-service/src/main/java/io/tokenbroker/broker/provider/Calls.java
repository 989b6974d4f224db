// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.provider;

import io.tokenbroker.broker.connector.Connectors;
import io.tokenbroker.broker.lifecycle.Effect;
import io.tokenbroker.event.ConnectorDefined;
import io.tokenbroker.event.ProviderRequest;
import io.tokenbroker.key.TokenKey;
import io.tokenbroker.secrets.Opener;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns a claimed request into an HTTP call: finds the connector, opens the secrets, and is made
 * only if it is admitted. Thread-safe.
 */
final class Calls {
  private static final Logger log = LoggerFactory.getLogger(Calls.class);

  /** How the attempts of renewals are named. */
  private static final String RENEWAL = "refresh-";

  private static final String CONNECTOR_UNKNOWN = "connector_unknown_or_origin_changed";

  private final Connectors connectors;
  private final CallMessages messages;
  private final Conversations conversations;
  private final Admission admission;
  private final CallMeters meters;
  private final PausedCalls paused;

  Calls(
      Connectors connectors,
      CallMessages messages,
      Opener inbox,
      ProviderHttp http,
      Admission admission,
      PausedCalls paused) {
    this(connectors, messages, inbox, http, admission, paused, CallMeters.none());
  }

  Calls(
      Connectors connectors,
      CallMessages messages,
      Opener inbox,
      ProviderHttp http,
      Admission admission,
      PausedCalls paused,
      CallMeters meters) {
    this.connectors = connectors;
    this.messages = messages;
    this.conversations = new Conversations(new ClientProofs(inbox), http);
    this.admission = admission;
    this.meters = meters;
    this.paused = paused;
  }

  /** Makes the call; the future never fails. */
  Future<CallOutcome> make(TokenKey key, ProviderRequest request, SendBy sendBy) {
    Optional<CallOutcome.NotSent> held =
        paused.refusal(key.connectorId(), somebodyWaits(request), System.nanoTime());
    if (held.isPresent()) {
      return Future.succeededFuture(held.get());
    }
    Optional<ConnectorDefined> connector =
        connectors.forCall(
            key.connectorId(),
            request.getConnectorRevision(),
            request.getEndpointOrigin(),
            request.getCall());
    if (connector.isEmpty()) {
      meters.notSent(CONNECTOR_UNKNOWN);
      return Future.succeededFuture(new CallOutcome.NotSent(CONNECTOR_UNKNOWN, Optional.empty()));
    }
    String provider = meters.provider(connector.get(), request.getEndpointOrigin());
    Admission.Asking asking = asking(key, request, connector.get(), provider);
    Admission.Entry entry = admission.enter(asking, System.nanoTime());
    if (entry.refusal().isPresent()) {
      meters.refused(provider, request.getCall(), entry.refusal().get());
      return Future.succeededFuture(entry.refusal().get());
    }
    long start = System.nanoTime();
    meters.began(provider);
    return send(key, request, connector.get(), sendBy)
        .onSuccess(
            outcome -> {
              long end = System.nanoTime();
              admission.ended(asking, entry.pass().orElseThrow(), outcome, end);
              meters.ended(provider, request.getCall(), outcome, Duration.ofNanos(end - start));
            });
  }

  private static Admission.Asking asking(
      TokenKey key, ProviderRequest request, ConnectorDefined connector, String provider) {
    return new Admission.Asking(
        key.connectorId(),
        provider,
        request.getEndpointOrigin(),
        connector.getClientId(),
        connector.getRequestsPerMinute().filter(rate -> rate > 0),
        somebodyWaits(request));
  }

  /** For a first token somebody does, a grant is renewed ahead; imports come in bulk. */
  private static boolean somebodyWaits(ProviderRequest request) {
    return switch (request.getCall()) {
      case EXCHANGE, PUSH_AUTHORIZATION_REQUEST, DEVICE_AUTHORIZATION, DEVICE_TOKEN -> true;
      case CLIENT_CREDENTIALS, TOKEN_EXCHANGE -> !request.getAttemptId().startsWith(RENEWAL);
      case REFRESH, REVOKE, UNKNOWN -> false;
    };
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
