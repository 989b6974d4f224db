// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.flow;

import io.tokenbroker.event.AuthMode;
import io.tokenbroker.event.AuthorizationStarted;
import io.tokenbroker.event.ConnectorDefined;
import io.tokenbroker.event.GrantType;
import io.tokenbroker.gateway.browser.RefusedException;
import io.tokenbroker.gateway.event.UnavailableException;
import io.tokenbroker.gateway.limit.LimitedAction;
import io.tokenbroker.gateway.limit.RateLimits;
import io.tokenbroker.gateway.page.Notice;
import io.tokenbroker.gateway.page.NoticeText;
import io.tokenbroker.secrets.CannotOpenException;
import io.tokenbroker.secrets.SealedField;
import io.tokenbroker.topic.Topic;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A browser opens a connect link: the broker is told, the browser gets its cookie and goes to the
 * provider; where the broker pushes the request, as soon as that is there. A link may be opened
 * twice: the broker knows the authorization's id and starts no second one.
 */
final class ConnectRoute {
  private static final Duration FLOW_LIFETIME = Duration.ofMinutes(10);

  /** The broker takes no more: nobody would ever answer. */
  private static final int MAX_SEALED_REQUEST = 17 * 1024;

  private final FlowParts parts;
  private final ConnectTickets tickets;
  private final FlowCookies cookies;
  private final PushedRequests pushed;

  ConnectRoute(FlowParts parts, ConnectTickets tickets, FlowCookies cookies, FlowEnd end) {
    this.parts = parts;
    this.tickets = tickets;
    this.cookies = cookies;
    this.pushed = new PushedRequests(parts, end);
  }

  Future<Void> handle(RoutingContext rc) {
    Instant now = parts.clock().instant();
    ConnectTicket ticket = open(rc.pathParam("ticket"));
    RateLimits.of(rc).count(LimitedAction.CALLBACK, ticket.key());
    if (now.isAfter(ticket.expiresAt())) {
      throw refused("connect_link_expired", NoticeText.LINK_EXPIRED);
    }
    ConnectorDefined connector = connector(ticket);
    AuthorizationRequest request =
        AuthorizationRequest.of(connector, ticket, parts.publicUrl().redirectUri(connector));
    Flow flow = Flow.of(ticket, connector, now.plus(FLOW_LIFETIME));
    boolean isPushed = connector.getPushedAuthorizationRequestEndpoint().isPresent();
    AuthorizationStarted.Builder started = started(ticket, connector, flow, now);
    if (isPushed) {
      pushed.forgetFormer(flow);
      started.setSealedPushedRequest(sealed(request, flow));
    }
    return parts
        .events()
        .append(rc, Topic.AUTHORIZATIONS, ticket.key().toString(), started.build())
        .compose(
            done -> {
              rc.response().addCookie(cookies.cookie(flow));
              return isPushed ? pushed.goOn(rc, flow, request) : redirect(rc, request);
            });
  }

  private ByteBuffer sealed(AuthorizationRequest request, Flow flow) {
    ByteBuffer sealed =
        parts
            .keys()
            .brokerInbox()
            .seal(request.form(), SealedField.pushedRequest(flow.key(), flow.id().value()));
    if (sealed.remaining() > MAX_SEALED_REQUEST) {
      throw refused("pushed_request_too_large", NoticeText.REQUEST_TOO_LARGE);
    }
    return sealed;
  }

  private static Future<Void> redirect(RoutingContext rc, AuthorizationRequest request) {
    return rc.response().setStatusCode(302).putHeader("Location", request.url().toString()).end();
  }

  private ConnectTicket open(String text) {
    try {
      return tickets.open(text);
    } catch (CannotOpenException e) {
      throw refused("connect_link_invalid", NoticeText.LINK_INVALID);
    }
  }

  /** The connector as it is now, which may not be as it was when the link was made. */
  private ConnectorDefined connector(ConnectTicket ticket) {
    Optional<ConnectorDefined> known = parts.connectors().find(ticket.key().connectorId());
    if (known.isEmpty() && !parts.connectors().isComplete()) {
      throw new UnavailableException("the connectors have not been read yet");
    }
    return known
        .filter(connector -> connector.getGrantType() == GrantType.AUTHORIZATION_CODE)
        .filter(
            connector ->
                ticket.key().owner().user().isPresent()
                    == (connector.getAuthMode() == AuthMode.PER_USER))
        .filter(CallbackTerms::areUsable)
        .filter(
            connector -> ticket.returnUrl().stream().allMatch(url -> url.isAllowedBy(connector)))
        .orElseThrow(() -> refused("connect_link_outdated", NoticeText.LINK_OUTDATED));
  }

  private AuthorizationStarted.Builder started(
      ConnectTicket ticket, ConnectorDefined connector, Flow flow, Instant now) {
    return AuthorizationStarted.newBuilder()
        .setAuthorizationId(flow.id().value())
        .setConnectorRevision(connector.getRevision())
        .setStartedAt(now)
        .setExpiresAt(flow.expiresAt())
        .setRedirectUri(parts.publicUrl().redirectUri(connector).toString())
        .setScopes(ticket.scopes())
        .setSealedCodeVerifier(
            parts
                .keys()
                .brokerInbox()
                .seal(
                    ticket.verifier().value(),
                    SealedField.codeVerifier(ticket.key(), flow.id().value())))
        .setInitiatedBy(ticket.initiatedBy());
  }

  private static RefusedException refused(String reason, NoticeText text) {
    return new RefusedException(reason, Notice.bad(400, text));
  }
}
