// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.flow;

import io.tokenbroker.event.AuthorizationAwaitingConfirmation;
import io.tokenbroker.event.AuthorizationSucceeded;
import io.tokenbroker.event.ConnectorDefined;
import io.tokenbroker.gateway.browser.Redirect;
import io.tokenbroker.gateway.browser.RefusedException;
import io.tokenbroker.gateway.page.Notice;
import io.tokenbroker.gateway.page.NoticeText;
import io.tokenbroker.gateway.page.OutcomePage;
import io.tokenbroker.gateway.page.Page;
import io.tokenbroker.gateway.reply.AuthorizationOutcome;
import io.tokenbroker.gateway.reply.AuthorizationStep;
import io.tokenbroker.gateway.seal.SealedText;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Ends a flow: back to the application with the result, or a page where there is no way back. */
final class FlowEnd {
  private final FlowParts parts;
  private final ConfirmationCodes codes;

  FlowEnd(FlowParts parts) {
    this.parts = parts;
    this.codes = new ConfirmationCodes(SealedText.of(parts.keys()));
  }

  /** The end of this flow, if it is known: its outcome, or that it has to be confirmed. */
  Optional<AuthorizationStep> of(Flow flow) {
    return parts.replies().endOf(flow.id().value()).filter(step -> step.isFor(flow.key()));
  }

  /**
   * Sends the browser to where the flow ends.
   *
   * @return fails with {@link RefusedException} where another browser's code is to be confirmed
   */
  Future<Void> send(RoutingContext rc, Flow flow, AuthorizationStep step) {
    return step.fold(
        pushed -> toWaitingPage(rc, flow),
        atDevice -> toWaitingPage(rc, flow),
        unconfirmed -> confirm(rc, flow, unconfirmed),
        outcome -> send(rc, flow, outcome));
  }

  /** Sends the browser to the page that waits for the outcome. */
  Future<Void> toWaitingPage(RoutingContext rc, Flow flow) {
    return goTo(rc, parts.publicUrl().outcomeUrl(flow.id().value()));
  }

  /**
   * Sends the browser on. One that came with a form gets a page that takes it there: the policy of
   * the page with the form (form-action) holds for redirects too, and knows no other origin.
   */
  Future<Void> goTo(RoutingContext rc, URI target) {
    if (rc.request().method().equals(HttpMethod.POST)) {
      return parts
          .pages()
          .send(rc, Notice.goingOn(target, NoticeText.SENT_ON, String.valueOf(target.getHost())));
    }
    return Redirect.seeOther(rc, target);
  }

  /** Only the browser that brought the code may go on: others know another secret, or none. */
  private Future<Void> confirm(
      RoutingContext rc, Flow flow, AuthorizationAwaitingConfirmation event) {
    boolean isThisBrowsers = flow.confirmationHash().equals(event.getConfirmationCodeHash());
    if (!isThisBrowsers || flow.returnUrl().isEmpty()) {
      return Future.failedFuture(
          new RefusedException(
              "confirmation_of_another_browser", Notice.bad(400, NoticeText.OTHER_BROWSER)));
    }
    Map<String, String> parameters = parameters(flow, "confirm");
    parameters.put(
        "confirmation_code",
        codes.seal(
            new ConfirmationCode(
                flow.key(), flow.id(), flow.confirmation(), event.getConfirmBy())));
    return goTo(rc, flow.returnUrl().get().with(parameters));
  }

  private Future<Void> send(RoutingContext rc, Flow flow, AuthorizationOutcome outcome) {
    return flow.returnUrl()
        .map(url -> goTo(rc, url.with(parameters(flow, outcome))))
        .orElseGet(() -> parts.pages().send(rc, page(rc, flow, outcome)));
  }

  private static Map<String, String> parameters(Flow flow, AuthorizationOutcome outcome) {
    return outcome.fold(
        succeeded -> parameters(flow, "succeeded"),
        failed -> {
          Map<String, String> parameters = parameters(flow, "failed");
          parameters.put("reason", failed.getReason());
          return parameters;
        });
  }

  private static Map<String, String> parameters(Flow flow, String result) {
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("authorization_id", flow.id().value());
    parameters.put("connector", flow.key().connector());
    parameters.put("result", result);
    return parameters;
  }

  private Page page(RoutingContext rc, Flow flow, AuthorizationOutcome outcome) {
    return new OutcomePage(
        flow.id().value(),
        name(flow),
        outcome.fold(succeeded -> true, failed -> false),
        outcome.fold(AuthorizationSucceeded::getSubject, failed -> Optional.empty()),
        outcome.fold(succeeded -> Optional.empty(), failed -> Optional.of(failed.getReason())),
        flow.newTab(),
        parts
            .sessions()
            .current(rc)
            .filter(session -> session.tenant().equals(flow.key().tenant()))
            .map(session -> parts.publicUrl().connectionsUrl()));
  }

  /** What the flow's connector is called, as it is now. */
  String name(Flow flow) {
    return parts
        .connectors()
        .find(flow.key().connectorId())
        .flatMap(ConnectorDefined::getDisplayName)
        .orElse(flow.key().connector());
  }
}
