// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.provider;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.tokenbroker.broker.connector.Connectors;
import io.tokenbroker.broker.lifecycle.Effect;
import io.tokenbroker.event.ConnectorDefined;
import io.tokenbroker.event.ProviderRequest;
import io.tokenbroker.key.ConnectorId;
import io.tokenbroker.key.TokenKey;
import io.tokenbroker.secrets.Opener;
import io.tokenbroker.secrets.SealedField;
import io.tokenbroker.secrets.Secret;
import io.vertx.core.Future;
import java.nio.ByteBuffer;
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

  private static final int MAX_CACHED_SECRETS = 10_000;

  private final Connectors connectors;
  private final CallMessages messages;
  private final Opener inbox;
  private final ProviderHttp http;
  private final Admission admission;
  private final Cache<SecretOf, Secret> clientSecrets =
      Caffeine.newBuilder().maximumSize(MAX_CACHED_SECRETS).build();

  private record SecretOf(ConnectorId connector, long revision) {}

  Calls(
      Connectors connectors,
      CallMessages messages,
      Opener inbox,
      ProviderHttp http,
      Admission admission) {
    this.connectors = connectors;
    this.messages = messages;
    this.inbox = inbox;
    this.http = http;
    this.admission = admission;
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
    Admission.Asking asking = asking(key, request, connector.get());
    Admission.Entry entry = admission.enter(asking, System.nanoTime());
    if (entry.refusal().isPresent()) {
      return Future.succeededFuture(entry.refusal().get());
    }
    return send(key, request, connector.get(), sendBy)
        .onSuccess(
            outcome ->
                admission.ended(asking, entry.pass().orElseThrow(), outcome, System.nanoTime()));
  }

  private static Admission.Asking asking(
      TokenKey key, ProviderRequest request, ConnectorDefined connector) {
    return new Admission.Asking(
        key.connectorId(),
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
