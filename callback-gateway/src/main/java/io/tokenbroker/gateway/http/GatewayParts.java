// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.http;

import io.tokenbroker.gateway.access.ApiKeys;
import io.tokenbroker.gateway.access.BearerTokens;
import io.tokenbroker.gateway.connector.Connectors;
import io.tokenbroker.gateway.event.EventLog;
import io.tokenbroker.gateway.flow.FlowSettings;
import io.tokenbroker.gateway.limit.LimitSettings;
import io.tokenbroker.gateway.measure.GatewayMeters;
import io.tokenbroker.gateway.reply.Replies;
import io.tokenbroker.gateway.seal.GatewayKeys;
import io.tokenbroker.gateway.session.SessionSettings;
import io.tokenbroker.trace.Traces;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/**
 * Everything that the HTTP side works with: the seams to Kafka, keys, waits, the clock.
 *
 * @param sessions how people log in, and for how long
 * @param pushWait how long a browser waits until its authorization request is at the provider
 * @param answerWait how long a command waits for its answer
 * @param describeWait how long the connections page waits for all its answers together
 * @param deviceWait how long an application waits for what to show on a device
 * @param traces spans of requests and events
 */
public record GatewayParts(
    Connectors connectors,
    EventLog events,
    Replies replies,
    Readiness readiness,
    GatewayKeys keys,
    ApiKeys apiKeys,
    Optional<BearerTokens> bearerTokens,
    FlowSettings flow,
    LimitSettings limits,
    SessionSettings sessions,
    Duration pushWait,
    Duration answerWait,
    Duration describeWait,
    Duration deviceWait,
    GatewayMeters meters,
    Traces traces,
    Clock clock) {
  /** Parts that are neither measured nor traced. */
  public GatewayParts(
      Connectors connectors,
      EventLog events,
      Replies replies,
      Readiness readiness,
      GatewayKeys keys,
      ApiKeys apiKeys,
      Optional<BearerTokens> bearerTokens,
      FlowSettings flow,
      LimitSettings limits,
      SessionSettings sessions,
      Duration pushWait,
      Duration answerWait,
      Duration describeWait,
      Duration deviceWait,
      Clock clock) {
    this(
        connectors,
        events,
        replies,
        readiness,
        keys,
        apiKeys,
        bearerTokens,
        flow,
        limits,
        sessions,
        pushWait,
        answerWait,
        describeWait,
        deviceWait,
        GatewayMeters.none(),
        Traces.off(),
        clock);
  }
}
