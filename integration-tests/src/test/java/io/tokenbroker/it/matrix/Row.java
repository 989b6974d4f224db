// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.it.matrix;

import io.tokenbroker.cli.provider.Provider;
import io.tokenbroker.demoprovider.Behaviour;
import io.tokenbroker.demoprovider.Endpoint;
import io.tokenbroker.demoprovider.RegisteredClient;
import io.tokenbroker.it.system.DemoSystem;
import io.tokenbroker.it.system.TestConnector;
import io.tokenbroker.key.TokenKey;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;

/**
 * One behaviour of a provider, and what has to come of it.
 *
 * @param name of the row; of its connector and its client too
 * @param step what the provider misbehaves at
 * @param behaviours of the next requests of that step, one each
 * @param otherwise how the provider behaves at all other token requests
 * @param connector what is special about the connector
 * @param registered what is special about the client at the provider
 * @param expected what has to be seen in the end
 */
record Row(
    String name,
    Step step,
    List<Behaviour> behaviours,
    Behaviour otherwise,
    UnaryOperator<TestConnector> connector,
    UnaryOperator<RegisteredClient> registered,
    Seen expected) {

  /** What a provider can misbehave at. */
  enum Step {
    /** The redirect to the gateway; the code's exchange is what is looked at. */
    CALLBACK(Endpoint.CALLBACK, "exchange"),
    /** The code's exchange. */
    EXCHANGE(Endpoint.TOKEN, "exchange"),
    /** The refresh after it. */
    REFRESH(Endpoint.TOKEN, "refresh"),
    /** The revocation at the provider. */
    REVOKE(Endpoint.REVOCATION, "revoke"),
    /** The redirect of another authorization of the same grant. */
    CALLBACK_AGAIN(Endpoint.CALLBACK, "exchange"),
    /** The pushed authorization request (RFC 9126). */
    PUSH(Endpoint.PUSHED_AUTHORIZATION, "push"),
    /** The device's question whether its person has allowed it (RFC 8628). */
    DEVICE(Endpoint.TOKEN, "poll"),
    /** The device's request, whose person is told to say no. */
    DEVICE_DENIED(Endpoint.TOKEN, "poll"),
    /** The exchange of another issuer's token (RFC 8693). */
    TOKEN_EXCHANGE(Endpoint.TOKEN, "issue");

    private final Endpoint endpoint;
    private final String attempts;

    Step(Endpoint endpoint, String attempts) {
      this.endpoint = endpoint;
      this.attempts = attempts;
    }

    Endpoint endpoint() {
      return endpoint;
    }

    /** Whether an attempt is one of this step. */
    boolean isOf(String attemptId) {
      return attemptId.startsWith(attempts + "-");
    }

    /** Whether it needs a grant that works. */
    boolean needsGrant() {
      return this == REFRESH || this == REVOKE || this == CALLBACK_AGAIN;
    }
  }

  static Row of(Step step, String name, Seen expected, Behaviour... behaviours) {
    return new Row(
        step.name().toLowerCase(Locale.ROOT).replace('_', '-') + "-" + name,
        step,
        List.of(behaviours),
        Behaviour.answerNormally(),
        UnaryOperator.identity(),
        UnaryOperator.identity(),
        expected);
  }

  Row otherwise(Behaviour other) {
    return new Row(name, step, behaviours, other, connector, registered, expected);
  }

  Row with(UnaryOperator<TestConnector> change) {
    return new Row(
        name,
        step,
        behaviours,
        otherwise,
        connected -> change.apply(connector.apply(connected)),
        registered,
        expected);
  }

  Row at(UnaryOperator<Provider> special) {
    return with(connected -> connected.with(special));
  }

  Row registered(UnaryOperator<RegisteredClient> change) {
    return new Row(name, step, behaviours, otherwise, connector, change, expected);
  }

  TokenKey key() {
    return TokenKey.personal(DemoSystem.TENANT, name, "u-1");
  }

  @Override
  public String toString() {
    return name;
  }
}
