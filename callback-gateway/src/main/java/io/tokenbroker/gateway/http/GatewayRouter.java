// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.http;

import io.tokenbroker.gateway.address.PublicUrl;
import io.tokenbroker.gateway.api.ApiParts;
import io.tokenbroker.gateway.api.ApiRoutes;
import io.tokenbroker.gateway.browser.FormTokens;
import io.tokenbroker.gateway.command.GrantCommands;
import io.tokenbroker.gateway.connections.ConnectionsParts;
import io.tokenbroker.gateway.connections.ConnectionsRoutes;
import io.tokenbroker.gateway.event.EventAppender;
import io.tokenbroker.gateway.flow.ConfirmationCodes;
import io.tokenbroker.gateway.flow.FlowParts;
import io.tokenbroker.gateway.flow.FlowRoutes;
import io.tokenbroker.gateway.limit.RateLimits;
import io.tokenbroker.gateway.page.Assets;
import io.tokenbroker.gateway.page.PageSender;
import io.tokenbroker.gateway.request.RequestTraces;
import io.tokenbroker.gateway.seal.SealedText;
import io.tokenbroker.gateway.session.SessionParts;
import io.tokenbroker.gateway.session.SessionRoutes;
import io.tokenbroker.process.metrics.Metric;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;

/** All routes of the gateway, with what is common to them. */
final class GatewayRouter {
  private GatewayRouter() {}

  static Router of(Vertx vertx, GatewayParts parts, PublicUrl publicUrl, Edge edge) {
    Assets assets = Assets.load(publicUrl);
    PageSender pages = new PageSender(vertx, assets);
    RateLimits limits = new RateLimits(parts.limits(), parts.clock());
    RequestTraces traces = new RequestTraces(parts.traces());
    EventAppender events = new EventAppender(parts.events(), parts.traces());
    SealedText sealed = SealedText.of(parts.keys());
    FormTokens forms = new FormTokens(sealed, publicUrl);
    GrantCommands commands = new GrantCommands(events, parts.replies().answers(), parts.clock());
    SessionRoutes sessions =
        new SessionRoutes(
            new SessionParts(
                vertx, publicUrl, sealed, pages, forms, parts.sessions(), parts.clock()));
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
                sessions.sessions(),
                forms,
                parts.pushWait(),
                parts.clock()));
    ConnectionsRoutes connections =
        new ConnectionsRoutes(
            new ConnectionsParts(
                publicUrl,
                parts.connectors(),
                commands,
                parts.replies(),
                pages,
                forms,
                sessions.sessions(),
                sessions.cookies(),
                sealed,
                flow.start(),
                parts.sessions().linkLifetime(),
                parts.flow().linkBindingAllowed(),
                parts.describeWait(),
                parts.answerWait(),
                parts.clock()));
    ApiRoutes api =
        new ApiRoutes(
            new ApiParts(
                parts.apiKeys(),
                parts.bearerTokens(),
                parts.connectors(),
                flow.links(),
                traces,
                new ConfirmationCodes(sealed),
                connections.links(),
                events,
                commands,
                parts.replies(),
                parts.keys().brokerInbox(),
                parts.answerWait(),
                parts.deviceWait(),
                parts.clock()));
    FailureResponses failures = new FailureResponses(pages, limits, parts.meters());
    parts.meters().gauge(Metric.EVENT_STREAMS, flow::eventStreams);
    Router router = Router.router(vertx);
    router.route().handler(edge::enter).failureHandler(failures::handle);
    router.route().handler(new RequestMeters(parts.meters())::handle);
    if (edge.accessLog()) {
      router.route().handler(AccessLog::handle);
    }
    new HealthRoutes(parts.readiness(), edge.warnings()).mount(router);
    assets.mount(router);
    router.route().handler(new AddressLimits(limits)::handle);
    RequestTraces.BROWSERS.forEach(path -> router.route(path).handler(traces::ofBrowser));
    flow.mount(router);
    sessions.mount(router);
    connections.mount(router);
    api.mount(router);
    for (int status : new int[] {400, 404, 405, 406, 413, 415, 500}) {
      router.errorHandler(status, rc -> failures.handle(rc, status));
    }
    return router;
  }
}
