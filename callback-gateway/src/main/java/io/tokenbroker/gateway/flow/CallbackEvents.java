// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.flow;

import io.tokenbroker.event.AuthorizationCodeReceived;
import io.tokenbroker.event.AuthorizationRejected;
import io.tokenbroker.event.BoundBy;
import io.tokenbroker.secrets.SealedField;
import io.tokenbroker.secrets.Sealer;
import java.time.Instant;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;

/** What the broker is told of a callback. */
final class CallbackEvents {
  private final Sealer brokerInbox;

  CallbackEvents(Sealer brokerInbox) {
    this.brokerInbox = brokerInbox;
  }

  SpecificRecord of(CallbackParameters callback, Flow flow, BoundBy boundBy, Instant now) {
    return callback
        .result()
        .fold(
            code -> received(code, callback.kept(), flow, boundBy, now),
            error -> rejected(error, flow, now));
  }

  private SpecificRecord received(
      CallbackParameters.Granted code,
      Map<String, String> kept,
      Flow flow,
      BoundBy boundBy,
      Instant now) {
    AuthorizationCodeReceived.Builder received =
        AuthorizationCodeReceived.newBuilder()
            .setAuthorizationId(flow.id().value())
            .setSealedCode(
                brokerInbox.seal(
                    code.code(), SealedField.authorizationCode(flow.key(), flow.id().value())))
            .setReceivedAt(now)
            .setCallbackParameters(kept)
            .setBoundBy(boundBy);
    if (boundBy == BoundBy.CONFIRMATION_CODE) {
      received.setConfirmationCodeHash(flow.confirmationHash());
    }
    return received.build();
  }

  private static SpecificRecord rejected(CallbackParameters.Denied error, Flow flow, Instant now) {
    AuthorizationRejected.Builder rejected =
        AuthorizationRejected.newBuilder()
            .setAuthorizationId(flow.id().value())
            .setError(error.error())
            .setReceivedAt(now);
    error.description().ifPresent(rejected::setErrorDescription);
    return rejected.build();
  }
}
