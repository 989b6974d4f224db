// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.http;

import io.tokenbroker.gateway.address.PublicUrl;
import io.tokenbroker.gateway.api.ApiParts;
import io.tokenbroker.gateway.api.ApiRoutes;
import io.tokenbroker.gateway.browser.FormTokens;
import io.tokenbroker.gateway.event.EventAppender;
import io.tokenbroker.gateway.flow.FlowParts;
import io.tokenbroker.gateway.flow.FlowRoutes;
import io.tokenbroker.gateway.limit.RateLimits;
import io.tokenbroker.gateway.page.PageSender;
import io.tokenbroker.gateway.seal.SealedText;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;

/** All routes of the gateway, with what is common to them. */
final class GatewayRouter {
  private GatewayRouter() {}

  static Router of(Vertx vertx, GatewayParts parts, PublicUrl publicUrl, Edge edge) {
    PageSender pages = new PageSender(vertx);
    RateLimits limits = new RateLimits(parts.limits(), parts.clock());
    EventAppender events = new EventAppender(parts.events());
    FlowRoutes flow =
        new FlowRoutes(
            new FlowParts(
                publicUrl,
                parts.keys(),
                parts.connectors(),
                events,
                parts.replies(),
                pages,
                parts.flow(),
                parts.sessions(),
                new FormTokens(
                    new SealedText(parts.keys().sealer(), parts.keys().opener()), publicUrl),
                parts.pushWait(),
                parts.clock()));
    ApiRoutes api =
        new ApiRoutes(
            new ApiParts(
                parts.apiKeys(),
                parts.connectors(),
                flow.links(),
                events,
                parts.replies(),
                parts.keys().brokerInbox(),
                parts.answerWait(),
                parts.deviceWait(),
                parts.clock()));
    FailureResponses failures = new FailureResponses(pages, limits);
    Router router = Router.router(vertx);
    router.route().handler(edge::enter).failureHandler(failures::handle);
    if (edge.accessLog()) {
      router.route().handler(AccessLog::handle);
    }
    new HealthRoutes(parts.readiness(), edge.warnings()).mount(router);
    router.route().handler(new AddressLimits(limits)::handle);
    flow.mount(router);
    api.mount(router);
    for (int status : new int[] {400, 404, 405, 406, 413, 415, 500}) {
      router.errorHandler(status, failures::handle);
    }
    return router;
  }
}
