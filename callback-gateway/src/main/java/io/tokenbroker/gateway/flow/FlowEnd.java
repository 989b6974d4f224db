// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.flow;

import io.tokenbroker.event.AuthorizationSucceeded;
import io.tokenbroker.gateway.page.Notice;
import io.tokenbroker.gateway.page.NoticeText;
import io.tokenbroker.gateway.page.OutcomePage;
import io.tokenbroker.gateway.page.Page;
import io.tokenbroker.gateway.page.PageSender;
import io.tokenbroker.gateway.reply.AuthorizationOutcome;
import io.tokenbroker.gateway.reply.ReplyBoard;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Ends a flow: back to the application with the result, or a page where there is no way back. */
final class FlowEnd {
  private static final int SEE_OTHER = 303;

  private final PageSender pages;

  FlowEnd(PageSender pages) {
    this.pages = pages;
  }

  /** The outcome of this flow, if it is known. */
  Optional<AuthorizationOutcome> known(ReplyBoard<AuthorizationOutcome> outcomes, Flow flow) {
    return outcomes
        .known(flow.id().value())
        .filter(outcome -> outcome.tokenKey().equals(flow.key()));
  }

  Future<Void> send(RoutingContext rc, Flow flow, AuthorizationOutcome outcome) {
    return flow.returnUrl()
        .map(url -> goTo(rc, url.with(parameters(flow, outcome))))
        .orElseGet(() -> pages.send(rc, page(flow, outcome)));
  }

  /**
   * Sends the browser on. One that came with a form gets a page that takes it there: the policy of
   * the page with the form (form-action) holds for redirects too, and knows no other origin.
   */
  Future<Void> goTo(RoutingContext rc, URI target) {
    if (rc.request().method().equals(HttpMethod.POST)) {
      return pages.send(rc, Notice.goingOn(target, NoticeText.SENT_ON, target.getHost()));
    }
    return rc.response().setStatusCode(SEE_OTHER).putHeader("Location", target.toString()).end();
  }

  private static Map<String, String> parameters(Flow flow, AuthorizationOutcome outcome) {
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("authorization_id", flow.id().value());
    parameters.put("connector", flow.key().connector());
    parameters.put("result", outcome.fold(succeeded -> "succeeded", failed -> "failed"));
    outcome
        .fold(succeeded -> Optional.<String>empty(), failed -> Optional.of(failed.getReason()))
        .ifPresent(reason -> parameters.put("reason", reason));
    return parameters;
  }

  private static Page page(Flow flow, AuthorizationOutcome outcome) {
    String connector = flow.key().connector();
    return new OutcomePage(
        flow.id().value(),
        connector,
        outcome.fold(succeeded -> true, failed -> false),
        outcome.fold(AuthorizationSucceeded::getSubject, failed -> Optional.empty()),
        outcome.fold(succeeded -> Optional.empty(), failed -> Optional.of(failed.getReason())),
        false,
        Optional.empty());
  }
}
