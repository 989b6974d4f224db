// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.flow;

import io.tokenbroker.event.AuthorizationStarted;
import io.tokenbroker.event.Binding;
import io.tokenbroker.event.ConnectorDefined;
import io.tokenbroker.gateway.browser.RefusedException;
import io.tokenbroker.gateway.page.Notice;
import io.tokenbroker.gateway.page.NoticeText;
import io.tokenbroker.gateway.reply.AuthorizationStep;
import io.tokenbroker.gateway.seal.RandomTokens;
import io.tokenbroker.key.TokenKey;
import io.tokenbroker.secrets.SealedField;
import io.tokenbroker.secrets.Secret;
import io.tokenbroker.topic.Topic;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Starts a flow in a browser that pressed a button: the broker is told, the browser gets its cookie
 * and a page that takes it to the provider; where the broker pushes the request, as soon as that is
 * there. The same authorization may be started twice: the broker knows its id and starts no second
 * one. Thread-safe.
 */
public final class FlowStart {
  private static final Duration FLOW_LIFETIME = Duration.ofMinutes(10);
  private static final String FORM_POST = "form_post";
  private static final int FORBIDDEN = 403;

  /** The broker takes no more: nobody would ever answer. */
  private static final int MAX_SEALED_REQUEST = 17 * 1024;

  private final FlowParts parts;
  private final ConnectLinks links;
  private final FlowCookies cookies;
  private final FlowGuard guard;
  private final FlowEnd end;
  private final PersonBinding persons;
  private final PushedRequests pushed;
  private final RandomTokens tokens = new RandomTokens();

  FlowStart(
      FlowParts parts,
      ConnectLinks links,
      FlowCookies cookies,
      FlowGuard guard,
      FlowEnd end,
      PersonBinding persons) {
    this.parts = parts;
    this.links = links;
    this.cookies = cookies;
    this.guard = guard;
    this.end = end;
    this.persons = persons;
    this.pushed = new PushedRequests(parts, end);
  }

  /**
   * Does without a link what the button of its page does. To be called for a form that was checked
   * ({@link io.tokenbroker.gateway.browser.FormTokens}), and by whoever made sure that this browser
   * may ask for the grant.
   *
   * @return fails with {@link RefusedException} if it can't be started
   * @throws RefusedException if it can't be started
   */
  public Future<Void> start(
      RoutingContext rc, ConnectorDefined connector, ConnectLinks.Request request) {
    ConnectTicket ticket;
    try {
      ticket = links.ticket(connector, request, key -> isLoggedIn(rc, key));
    } catch (FlowException e) {
      throw new RefusedException(e.code(), Notice.bad(400, NoticeText.NOT_USABLE));
    }
    return start(rc, connector, ticket);
  }

  private boolean isLoggedIn(RoutingContext rc, TokenKey key) {
    return persons.at(rc, key) == PersonBinding.Person.SAME;
  }

  private boolean lacksWayToConfirm(RoutingContext rc, Flow flow) {
    return flow.binding() == Binding.CONFIRM
        && flow.returnUrl().filter(url -> url.canConfirm(parts.publicUrl())).isEmpty()
        && !isLoggedIn(rc, flow.key());
  }

  /** Starts what a ticket describes. */
  Future<Void> start(RoutingContext rc, ConnectorDefined connector, ConnectTicket ticket) {
    if (PersonBinding.needed(ticket.key(), connector) == Binding.LOGIN) {
      PersonBinding.Person person = persons.at(rc, ticket.key());
      if (person == PersonBinding.Person.OTHER) {
        throw refused("other_person", FORBIDDEN, NoticeText.OTHER_PERSON);
      }
      if (person == PersonBinding.Person.UNKNOWN) {
        return toLogin(rc, ticket);
      }
    }
    Instant now = parts.clock().instant();
    Flow flow = Flow.of(ticket, connector, now.plus(FLOW_LIFETIME), confirmation(rc, ticket));
    Optional<AuthorizationStep> over = end.of(flow);
    return over.isPresent()
        ? end.send(rc, flow, over.get())
        : start(rc, connector, ticket, flow, now);
  }

  private Future<Void> start(
      RoutingContext rc, ConnectorDefined connector, ConnectTicket ticket, Flow flow, Instant now) {
    if (lacksWayToConfirm(rc, flow)) {
      // The connector has got this binding since the link was made: a consent would lead nowhere.
      throw refused("connect_link_outdated", 400, NoticeText.LINK_OUTDATED);
    }
    AuthorizationRequest request =
        AuthorizationRequest.of(connector, ticket, flow, parts.publicUrl().redirectUri(connector));
    boolean isPushed = connector.getPushedAuthorizationRequestEndpoint().isPresent();
    AuthorizationStarted.Builder started = started(ticket, connector, flow, now);
    if (isPushed) {
      pushed.forgetFormer(flow);
      started.setSealedPushedRequest(sealed(request, flow));
    }
    boolean isFormPost = connector.getResponseMode().equals(Optional.of(FORM_POST));
    return parts
        .events()
        .append(rc, Topic.AUTHORIZATIONS, ticket.key().toString(), started.build())
        .compose(
            done -> {
              rc.response().addCookie(cookies.cookie(flow, isFormPost));
              return isPushed ? pushed.goOn(rc, flow, request) : end.goTo(rc, request.url());
            });
  }

  /**
   * A browser that starts the same flow again keeps its secret: it may come back from the first
   * start, or have come back already.
   */
  private Secret confirmation(RoutingContext rc, ConnectTicket ticket) {
    return guard
        .former(rc, ticket.authorizationId())
        .map(Flow::confirmation)
        .orElseGet(() -> Secret.of(tokens.bits256()));
  }

  /** To the login, and back to the button. */
  private Future<Void> toLogin(RoutingContext rc, ConnectTicket ticket) {
    URI login =
        persons
            .loginUrl(links.path(ticket))
            .orElseThrow(() -> refused("connector_not_usable", 400, NoticeText.NOT_USABLE));
    return end.goTo(rc, parts.publicUrl().absolute(login));
  }

  private ByteBuffer sealed(AuthorizationRequest request, Flow flow) {
    ByteBuffer sealed =
        parts
            .keys()
            .brokerInbox()
            .seal(request.form(), SealedField.pushedRequest(flow.key(), flow.id().value()));
    if (sealed.remaining() > MAX_SEALED_REQUEST) {
      throw refused("pushed_request_too_large", 400, NoticeText.REQUEST_TOO_LARGE);
    }
    return sealed;
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

  private static RefusedException refused(String reason, int status, NoticeText text) {
    return new RefusedException(reason, Notice.bad(status, text));
  }
}
