// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.flow;

import io.tokenbroker.gateway.browser.RefusedException;
import io.tokenbroker.gateway.limit.LimitedAction;
import io.tokenbroker.gateway.limit.RateLimits;
import io.tokenbroker.gateway.page.Notice;
import io.tokenbroker.gateway.page.NoticeText;
import io.tokenbroker.gateway.page.Page;
import io.tokenbroker.gateway.page.WaitingPage;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;

/**
 * The page that goes on waiting where the callback stopped. It loads itself again, holds nothing
 * open, and any gateway of the deployment can serve it.
 */
final class OutcomeRoute {
  private static final Duration RELOAD_AFTER = Duration.ofSeconds(2);

  /** The broker ends what was abandoned; the page gives it this long to say so. */
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final FlowParts parts;
  private final FlowGuard guard;
  private final FlowEnd end;

  OutcomeRoute(FlowParts parts, FlowCookies cookies, FlowEnd end) {
    this.parts = parts;
    this.guard = new FlowGuard(cookies);
    this.end = end;
  }

  Future<Void> handle(RoutingContext rc) {
    AuthorizationId id =
        AuthorizationId.parse(rc.pathParam("id"))
            .orElseThrow(
                () ->
                    new RefusedException(
                        "outcome_id_malformed", Notice.bad(404, NoticeText.NOTHING_HERE)));
    Flow flow = guard.flow(rc, id);
    RateLimits.of(rc).count(LimitedAction.CALLBACK, flow.key());
    return end.known(parts.outcomes(), flow)
        .map(outcome -> end.send(rc, flow, outcome))
        .orElseGet(() -> parts.pages().send(rc, waiting(flow)));
  }

  private Page waiting(Flow flow) {
    if (parts.clock().instant().isAfter(flow.expiresAt().plus(PATIENCE))) {
      return Notice.bad(200, NoticeText.NO_ANSWER_YET);
    }
    return new WaitingPage(
        flow.key().connector(), parts.publicUrl().outcomeUrl(flow.id().value()), RELOAD_AFTER);
  }
}
