// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.connections;

import io.tokenbroker.gateway.address.PublicUrl;
import io.tokenbroker.gateway.browser.FormTokens;
import io.tokenbroker.gateway.command.GrantCommands;
import io.tokenbroker.gateway.connector.Connectors;
import io.tokenbroker.gateway.flow.FlowStart;
import io.tokenbroker.gateway.page.PageSender;
import io.tokenbroker.gateway.reply.Replies;
import io.tokenbroker.gateway.seal.SealedText;
import io.tokenbroker.gateway.session.SessionCookies;
import io.tokenbroker.gateway.session.Sessions;
import java.time.Clock;
import java.time.Duration;

/**
 * What the connections page works with.
 *
 * @param linkSession how long a session lasts that begins with a link
 * @param linkBindingAllowed whether a personal grant may be bound to nothing but a link
 * @param describeWait how long the page waits for all its answers together
 * @param answerWait how long a person waits until a disconnect is answered
 */
public record ConnectionsParts(
    PublicUrl publicUrl,
    Connectors connectors,
    GrantCommands commands,
    Replies replies,
    PageSender pages,
    FormTokens forms,
    Sessions sessions,
    SessionCookies cookies,
    SealedText sealed,
    FlowStart flows,
    Duration linkSession,
    boolean linkBindingAllowed,
    Duration describeWait,
    Duration answerWait,
    Clock clock) {}
