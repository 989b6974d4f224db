// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.api;

import io.tokenbroker.gateway.access.ApiKeys;
import io.tokenbroker.gateway.command.GrantCommands;
import io.tokenbroker.gateway.connections.ConnectionLinks;
import io.tokenbroker.gateway.connector.Connectors;
import io.tokenbroker.gateway.event.EventAppender;
import io.tokenbroker.gateway.flow.ConnectLinks;
import io.tokenbroker.gateway.reply.Replies;
import io.tokenbroker.secrets.Sealer;
import java.time.Clock;
import java.time.Duration;

/**
 * What the API's routes work with.
 *
 * @param brokerInbox for subject tokens, which only the broker can open
 * @param answerWait how long a command waits for its answer before it is answered with 202
 * @param deviceWait how long an application waits for what to show on a device, likewise
 */
public record ApiParts(
    ApiKeys keys,
    Connectors connectors,
    ConnectLinks links,
    ConnectionLinks connectionLinks,
    EventAppender events,
    GrantCommands commands,
    Replies replies,
    Sealer brokerInbox,
    Duration answerWait,
    Duration deviceWait,
    Clock clock) {}
