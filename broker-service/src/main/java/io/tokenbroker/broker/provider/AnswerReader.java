// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.provider;

import io.tokenbroker.broker.lifecycle.Effect;
import io.tokenbroker.dpop.ProofKey;
import io.tokenbroker.event.ConnectorDefined;
import io.tokenbroker.secrets.Secret;
import java.util.List;
import java.util.Optional;

/** Reads what a provider answered to a call. Nothing that the provider sends makes it throw. */
final class AnswerReader {
  private AnswerReader() {}

  /**
   * Reads an answer.
   *
   * @param sent what was sent and must not come back in an error's description
   * @param proofKey the key that the request proved
   */
  static CallOutcome read(
      ConnectorDefined connector,
      Effect.Call call,
      Answer answer,
      List<Secret> sent,
      Optional<ProofKey> proofKey) {
    DecodedAnswer decoded = DecodedAnswer.of(connector, answer, sent);
    if (call instanceof Effect.Revoke) {
      return RevocationReader.read(connector, decoded);
    }
    if (!decoded.isSuccess()) {
      return decoded.failed();
    }
    Optional<CallOutcome> success =
        call instanceof Effect.PushAuthorizationRequest
            ? PushedRequestReader.read(decoded)
            : call instanceof Effect.DeviceAuthorization
                ? DeviceAuthorizationReader.read(decoded)
                : TokenEndpointReader.read(decoded, connector.getExpiresInUnit(), proofKey);
    // It said yes, and what it gave can't be read: tokens may have been rotated.
    return success.orElseGet(() -> new CallOutcome.Unknown("unreadable_reply"));
  }
}
