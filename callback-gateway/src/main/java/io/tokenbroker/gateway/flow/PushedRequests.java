// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.flow;

import io.tokenbroker.gateway.page.Notice;
import io.tokenbroker.gateway.page.NoticeText;
import io.tokenbroker.gateway.reply.AuthorizationStep;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;

/**
 * Goes on with a flow whose authorization request the broker pushes to the provider (RFC 9126): the
 * browser waits until it is there, and carries nothing of it but the reference.
 */
final class PushedRequests {
  private final FlowParts parts;
  private final FlowEnd end;

  PushedRequests(FlowParts parts, FlowEnd end) {
    this.parts = parts;
    this.end = end;
  }

  /**
   * To be called before the broker is told of an opened link: a reference may be good for one use
   * only (RFC 9126, 4), and the broker answers every opening with a new one.
   */
  void forgetFormer(Flow flow) {
    parts.replies().steps().forget(flow.id().value());
  }

  /** Sends the browser to the provider, or tells it why not. */
  Future<Void> goOn(RoutingContext rc, Flow flow, AuthorizationRequest request) {
    return Future.fromCompletionStage(
            parts.replies().awaitStep(flow.id().value(), parts.pushWait()),
            rc.vertx().getOrCreateContext())
        .compose(
            step ->
                step.filter(is -> is.isFor(flow.key()))
                    .map(is -> send(rc, flow, request, is))
                    .orElseGet(() -> tryAgain(rc, flow)));
  }

  private Future<Void> send(
      RoutingContext rc, Flow flow, AuthorizationRequest request, AuthorizationStep step) {
    return step.fold(
        pushed -> end.goTo(rc, request.pushedUrl(pushed.getRequestUri())),
        atDevice -> tryAgain(rc, flow),
        unconfirmed -> end.send(rc, flow, step),
        ended -> end.send(rc, flow, step));
  }

  private Future<Void> tryAgain(RoutingContext rc, Flow flow) {
    return parts.pages().send(rc, Notice.bad(503, NoticeText.PROVIDER_SILENT, end.name(flow)));
  }
}
