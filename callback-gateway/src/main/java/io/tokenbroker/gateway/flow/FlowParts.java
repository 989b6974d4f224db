// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.flow;

import io.tokenbroker.gateway.connector.Connectors;
import io.tokenbroker.gateway.event.EventAppender;
import io.tokenbroker.gateway.page.PageSender;
import io.tokenbroker.gateway.reply.AuthorizationOutcome;
import io.tokenbroker.gateway.reply.Replies;
import io.tokenbroker.gateway.reply.ReplyBoard;
import java.time.Clock;
import java.time.Duration;

/**
 * What the flow's routes work with.
 *
 * @param outcomeWait how long a callback waits for the outcome before the browser gets a page that
 *     goes on waiting
 * @param pushWait how long a browser waits until its authorization request is at the provider
 * @param linkLifetime how long a connect link may be opened
 */
public record FlowParts(
    PublicUrl publicUrl,
    GatewayKeys keys,
    Connectors connectors,
    EventAppender events,
    Replies replies,
    PageSender pages,
    Duration outcomeWait,
    Duration pushWait,
    Duration linkLifetime,
    Clock clock) {

  ReplyBoard<AuthorizationOutcome> outcomes() {
    return replies.outcomes();
  }
}
