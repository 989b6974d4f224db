// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.provider;

import io.tokenbroker.broker.SampleConnectors;
import io.tokenbroker.broker.lifecycle.Effect;
import io.tokenbroker.event.ConnectorDefined;
import io.tokenbroker.event.LifetimeUnit;
import io.tokenbroker.secrets.Secret;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Answers of providers, and what they are read as. */
final class SampleAnswers {
  static final Instant SENT = Instant.parse("2026-03-01T09:00:00Z");

  private SampleAnswers() {}

  static Answer json(int status, String body) {
    return of(status, "application/json", body);
  }

  static Answer of(int status, String contentType, String body) {
    return new Answer(
        status, contentType, Buffer.buffer(body), Optional.empty(), SENT, Optional.empty());
  }

  /** Read as a token endpoint's. */
  static CallOutcome tokens(ConnectorDefined.Builder connector, Answer answer, Secret... sent) {
    return read(connector, new Effect.Refresh(Secret.of("rt")), answer, sent);
  }

  /** Read as a token endpoint's. */
  static CallOutcome tokens(Answer answer, LifetimeUnit unit, List<Secret> sent) {
    return tokens(connector().setExpiresInUnit(unit), answer, sent.toArray(new Secret[0]));
  }

  /** Read as a revocation endpoint's. */
  static CallOutcome revocation(ConnectorDefined.Builder connector, Answer answer) {
    return read(connector, new Effect.Revoke(Secret.of("rt"), true), answer);
  }

  static CallOutcome read(
      ConnectorDefined.Builder connector, Effect.Call call, Answer answer, Secret... sent) {
    return AnswerReader.read(connector.build(), call, answer, List.of(sent), Optional.empty());
  }

  static ConnectorDefined.Builder connector() {
    return SampleConnectors.connector(Optional.empty());
  }
}
