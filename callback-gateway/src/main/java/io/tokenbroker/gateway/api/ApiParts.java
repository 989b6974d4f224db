// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.api;

import io.tokenbroker.gateway.access.ApiKeys;
import io.tokenbroker.gateway.access.BearerTokens;
import io.tokenbroker.gateway.command.GrantCommands;
import io.tokenbroker.gateway.connections.ConnectionLinks;
import io.tokenbroker.gateway.connector.Connectors;
import io.tokenbroker.gateway.event.EventAppender;
import io.tokenbroker.gateway.flow.ConfirmationCodes;
import io.tokenbroker.gateway.flow.ConnectLinks;
import io.tokenbroker.gateway.reply.Replies;
import io.tokenbroker.gateway.request.RequestTraces;
import io.tokenbroker.secrets.Sealer;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/**
 * What the API's routes work with.
 *
 * @param tokens tells callers with bearer tokens, where the deployment takes any
 * @param codes opens confirmation codes
 * @param brokerInbox for subject tokens and confirmation secrets, which only the broker can open
 * @param answerWait how long a command waits for its answer before it is answered with 202
 * @param deviceWait how long an application waits for what to show on a device, likewise
 */
public record ApiParts(
    ApiKeys keys,
    Optional<BearerTokens> tokens,
    Connectors connectors,
    ConnectLinks links,
    RequestTraces traces,
    ConfirmationCodes codes,
    ConnectionLinks connectionLinks,
    EventAppender events,
    GrantCommands commands,
    Replies replies,
    Sealer brokerInbox,
    Duration answerWait,
    Duration deviceWait,
    Clock clock) {}
