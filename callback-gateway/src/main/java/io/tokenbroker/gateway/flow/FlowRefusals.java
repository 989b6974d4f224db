// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.flow;

import io.tokenbroker.event.AuditRecord;
import io.tokenbroker.gateway.browser.RefusedException;
import io.tokenbroker.gateway.event.EventAppender;
import io.tokenbroker.topic.Topic;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes down, for those who watch over the grant, that a callback of a known flow was refused. The
 * browser does not wait for it.
 */
final class FlowRefusals {
  private static final Logger log = LoggerFactory.getLogger(FlowRefusals.class);
  private static final String ACTION = "callback_refused";
  private static final String ACTOR = "gateway";

  private final EventAppender events;
  private final Clock clock;

  FlowRefusals(EventAppender events, Clock clock) {
    this.events = events;
    this.clock = clock;
  }

  void writeDown(RoutingContext rc, Flow flow, RefusedException refusal) {
    AuditRecord record =
        AuditRecord.newBuilder()
            .setAt(clock.instant())
            .setAction(ACTION)
            .setActor(ACTOR)
            .setReason(refusal.reason())
            .setGeneration(0)
            .setSequence(0)
            .setAuthorizationId(flow.id().value())
            .build();
    events
        .append(rc, Topic.AUDIT, flow.key().toString(), record)
        .onFailure(
            error ->
                log.atWarn()
                    .addKeyValue("authorizationId", flow.id())
                    .addKeyValue("reason", refusal.reason())
                    .addKeyValue("error", error.toString())
                    .log("a refused callback could not be written to the audit"));
  }
}
