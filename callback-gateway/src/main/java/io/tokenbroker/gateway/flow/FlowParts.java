// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.flow;

import io.tokenbroker.gateway.address.PublicUrl;
import io.tokenbroker.gateway.browser.FormTokens;
import io.tokenbroker.gateway.connector.Connectors;
import io.tokenbroker.gateway.event.EventAppender;
import io.tokenbroker.gateway.page.PageSender;
import io.tokenbroker.gateway.reply.Replies;
import io.tokenbroker.gateway.seal.GatewayKeys;
import io.tokenbroker.gateway.session.Sessions;
import java.time.Clock;
import java.time.Duration;

/**
 * What the flow's routes work with.
 *
 * @param pushWait how long a browser waits until its authorization request is at the provider
 */
public record FlowParts(
    PublicUrl publicUrl,
    GatewayKeys keys,
    Connectors connectors,
    EventAppender events,
    Replies replies,
    PageSender pages,
    FlowSettings settings,
    Sessions sessions,
    FormTokens forms,
    Duration pushWait,
    Clock clock) {}
