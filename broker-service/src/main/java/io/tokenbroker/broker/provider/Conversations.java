// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.provider;

import io.tokenbroker.broker.lifecycle.Effect;
import io.tokenbroker.broker.provider.request.ClientAuthentication;
import io.tokenbroker.broker.provider.request.TokenEndpointRequest;
import io.tokenbroker.broker.provider.response.ErrorTable;
import io.tokenbroker.dpop.ProofKey;
import io.tokenbroker.event.ConnectorDefined;
import io.tokenbroker.key.ConnectorId;
import io.tokenbroker.secrets.CannotOpenException;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds the conversation of one attempt with a provider: a request and its answer. Two answers say
 * that the request was not looked at, and are followed by another request at once: one that wants a
 * nonce in the proof of possession (RFC 9449, 8), and one that refuses the client secret where the
 * connector has a second. Each happens once in an attempt. Thread-safe.
 */
final class Conversations {
  private static final Logger log = LoggerFactory.getLogger(Conversations.class);
  private static final String USE_NONCE = "use_dpop_nonce";

  private final ClientProofs clients;
  private final ProviderHttp http;
  private final ProofKeys proofKeys = new ProofKeys();

  /**
   * What the next request is made of.
   *
   * @param proof which of the client's proofs goes along
   * @param nonceGiven whether the server had its nonce
   * @param otherTried whether another proof was refused
   */
  private record Turn(
      ConnectorId id,
      ConnectorDefined connector,
      Effect.Call call,
      SendBy sendBy,
      ClientProofs.Proofs proofs,
      Optional<ProofKey> proofKey,
      int proof,
      boolean nonceGiven,
      boolean otherTried) {
    Turn withNonce() {
      return new Turn(id, connector, call, sendBy, proofs, proofKey, proof, true, otherTried);
    }

    Turn withOtherProof() {
      return new Turn(
          id, connector, call, sendBy, proofs, proofKey, proofs.other(proof), nonceGiven, true);
    }

    ClientAuthentication client() {
      return proofs.inOrder().get(proof);
    }
  }

  Conversations(ClientProofs clients, ProviderHttp http) {
    this.clients = clients;
    this.http = http;
  }

  /** Makes the call; the future never fails. */
  Future<CallOutcome> hold(
      ConnectorId id, ConnectorDefined connector, Effect.Call call, SendBy sendBy) {
    try {
      ClientProofs.Proofs proofs = clients.of(id, connector);
      Optional<ProofKey> key = proofKeys.of(connector, call);
      return send(new Turn(id, connector, call, sendBy, proofs, key, proofs.first(), false, false));
    } catch (RuntimeException e) {
      return unusable(id, connector, e);
    }
  }

  private Future<CallOutcome> send(Turn turn) {
    TokenEndpointRequest request;
    try {
      request = request(turn, turn.sendBy().clock().instant());
    } catch (RuntimeException e) {
      return unusable(turn.id(), turn.connector(), e);
    }
    return http.send(httpCall(turn, request), turn.sendBy())
        .compose(
            outcome ->
                outcome.fold(
                    answer -> answered(turn, request, answer),
                    notSent ->
                        Future.succeededFuture(
                            new CallOutcome.NotSent(notSent.reason(), notSent.retryAfter())),
                    lost -> Future.succeededFuture(new CallOutcome.Unknown(lost.reason()))))
        // It was sent, so whatever went wrong here, it may have been processed.
        .otherwise(new CallOutcome.Unknown("unreadable_reply"));
  }

  private TokenEndpointRequest request(Turn turn, Instant now) {
    TokenEndpointRequest made =
        TokenEndpointRequest.of(turn.connector(), turn.client(), turn.call(), now);
    return turn.proofKey()
        .map(
            key ->
                made.withProof(
                    key.proof(
                        made.method().name(),
                        made.endpoint(),
                        Optional.empty(),
                        proofKeys.nonce(made.endpoint()),
                        now)))
        .orElse(made);
  }

  private static HttpCall httpCall(Turn turn, TokenEndpointRequest request) {
    Optional<ClientTls> tls =
        turn.client() instanceof ClientAuthentication.Tls client
            ? Optional.of(new ClientTls(client.key().pem(), client.certificateChain()))
            : Optional.empty();
    return new HttpCall(
        request.method(), request.endpoint(), request.headers(), request.body(), tls);
  }

  private Future<CallOutcome> answered(Turn turn, TokenEndpointRequest request, Answer answer) {
    CallOutcome outcome = read(turn, request, answer);
    proofKeys.answered(request.endpoint(), answer.dpopNonce());
    if (outcome instanceof CallOutcome.Failed failure) {
      if (wantsNonce(turn, failure, answer)) {
        return send(turn.withNonce());
      }
      if (refusesClient(turn, request, failure)) {
        turn.proofs().refused(turn.proof());
        return turn.otherTried() ? Future.succeededFuture(outcome) : send(turn.withOtherProof());
      }
    }
    if (outcome instanceof CallOutcome.DeviceAuthorized device) {
      turn.proofKey().ifPresent(key -> proofKeys.begun(device.deviceCode(), key));
    }
    return Future.succeededFuture(outcome);
  }

  private static boolean wantsNonce(Turn turn, CallOutcome.Failed failure, Answer answer) {
    return turn.proofKey().isPresent()
        && !turn.nonceGiven()
        && answer.dpopNonce().isPresent()
        && failure.error().equals(USE_NONCE);
  }

  /** Only where there is another: a client with one secret is refused for good. */
  private static boolean refusesClient(
      Turn turn, TokenEndpointRequest request, CallOutcome.Failed failure) {
    return turn.proofs().hasOther()
        && turn.client().secret().isPresent()
        && ErrorTable.refusesClient(
            failure.httpStatus(), failure.error(), request.hasBasicCredentials());
  }

  private static CallOutcome read(Turn turn, TokenEndpointRequest request, Answer answer) {
    try {
      return AnswerReader.read(
          turn.connector(), turn.call(), answer, request.secrets(), turn.proofKey());
    } catch (RuntimeException e) {
      // The message may quote the answer.
      log.atError()
          .addKeyValue("connector", turn.id())
          .addKeyValue("error", e.getClass().getName())
          .log("a provider's answer could not be read");
      return new CallOutcome.Unknown("unreadable_reply");
    }
  }

  /** Nothing was sent. A key that is missing may arrive; a broken connector is mended. */
  private static Future<CallOutcome> unusable(
      ConnectorId id, ConnectorDefined connector, RuntimeException e) {
    boolean ours = e instanceof IllegalArgumentException || e instanceof CannotOpenException;
    log.atError()
        .addKeyValue("connector", id)
        .addKeyValue("revision", connector.getRevision())
        .addKeyValue("error", ours ? String.valueOf(e.getMessage()) : e.getClass().getName())
        .log("a provider call could not be made; nothing was sent");
    return Future.succeededFuture(new CallOutcome.NotSent("unusable_request", Optional.empty()));
  }
}
