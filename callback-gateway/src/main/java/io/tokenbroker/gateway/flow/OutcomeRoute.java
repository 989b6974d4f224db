// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.flow;

import io.tokenbroker.gateway.browser.RefusedException;
import io.tokenbroker.gateway.page.Notice;
import io.tokenbroker.gateway.page.NoticeText;
import io.tokenbroker.gateway.page.Page;
import io.tokenbroker.gateway.page.WaitingPage;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.time.Instant;

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

  OutcomeRoute(FlowParts parts, FlowGuard guard, FlowEnd end) {
    this.parts = parts;
    this.guard = guard;
    this.end = end;
  }

  Future<Void> handle(RoutingContext rc) {
    Flow flow = flow(rc, guard);
    return end.of(flow)
        .map(step -> end.send(rc, flow, step))
        .orElseGet(() -> parts.pages().send(rc, waiting(flow)));
  }

  /**
   * The flow that the path names.
   *
   * @throws RefusedException if it names none, or none of this browser's
   */
  static Flow flow(RoutingContext rc, FlowGuard guard) {
    return guard.flow(
        rc,
        AuthorizationId.parse(rc.pathParam("id"))
            .orElseThrow(
                () ->
                    new RefusedException(
                        "outcome_id_malformed", Notice.bad(404, NoticeText.NOTHING_HERE))));
  }

  /** Whether an answer can still come. */
  static boolean mayEnd(Flow flow, Instant now) {
    return !now.isAfter(flow.expiresAt().plus(PATIENCE));
  }

  private Page waiting(Flow flow) {
    if (!mayEnd(flow, parts.clock().instant())) {
      return Notice.bad(200, NoticeText.NO_ANSWER_YET);
    }
    return new WaitingPage(
        end.name(flow), parts.publicUrl().outcomeEventsUrl(flow.id().value()), RELOAD_AFTER);
  }
}
