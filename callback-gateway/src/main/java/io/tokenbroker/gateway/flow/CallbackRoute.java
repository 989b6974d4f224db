// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.flow;

import io.tokenbroker.event.AuthorizationCodeReceived;
import io.tokenbroker.event.AuthorizationRejected;
import io.tokenbroker.event.BoundBy;
import io.tokenbroker.gateway.browser.RefusedException;
import io.tokenbroker.gateway.limit.LimitedAction;
import io.tokenbroker.gateway.limit.RateLimits;
import io.tokenbroker.gateway.page.Notice;
import io.tokenbroker.gateway.page.NoticeText;
import io.tokenbroker.gateway.reply.AuthorizationOutcome;
import io.tokenbroker.secrets.SealedField;
import io.tokenbroker.topic.Topic;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;

/**
 * The provider's redirect, or the form that it had the browser send. What holds against the
 * browser's cookie goes to the broker; then the browser waits for the outcome. A redirect that is
 * refused ends on a page, never in a redirect.
 */
final class CallbackRoute {
  private final FlowParts parts;
  private final FlowGuard guard;
  private final FlowEnd end;

  CallbackRoute(FlowParts parts, FlowCookies cookies, FlowEnd end) {
    this.parts = parts;
    this.guard = new FlowGuard(cookies);
    this.end = end;
  }

  /** A redirect: the parameters are in the address. */
  Future<Void> redirected(RoutingContext rc) {
    return handle(rc, rc.queryParams());
  }

  /** A form that {@link PostedCallback} handed back to the browser, which came with its cookie. */
  Future<Void> posted(RoutingContext rc) {
    return handle(rc, rc.request().formAttributes());
  }

  private Future<Void> handle(RoutingContext rc, MultiMap parameters) {
    Flow flow = guard.flow(rc, CallbackParameters.possibleIds(parameters));
    RateLimits.of(rc).count(LimitedAction.CALLBACK, flow.key());
    CallbackParameters callback = CallbackParameters.from(parameters, flow);
    AuthorizationId id = flow.id();
    checkSender(Optional.ofNullable(rc.pathParam("connector")), callback, flow);
    Optional<AuthorizationOutcome> known = end.known(parts.outcomes(), flow);
    if (known.isPresent()) {
      // A reload, or a double click: the code has been used, the answer stays the same.
      return end.send(rc, flow, known.get());
    }
    Instant now = parts.clock().instant();
    if (now.isAfter(flow.expiresAt())) {
      throw new RefusedException("callback_expired", Notice.bad(400, NoticeText.FLOW_EXPIRED));
    }
    return parts
        .events()
        .append(rc, Topic.AUTHORIZATIONS, flow.key().toString(), event(callback, flow, now))
        .compose(
            done ->
                Future.fromCompletionStage(
                    parts.outcomes().await(id.value(), parts.settings().outcomeWait()),
                    rc.vertx().getOrCreateContext()))
        .compose(
            outcome ->
                outcome
                    .filter(is -> is.tokenKey().equals(flow.key()))
                    .map(is -> end.send(rc, flow, is))
                    .orElseGet(() -> end.goTo(rc, parts.publicUrl().outcomeUrl(id.value()))));
  }

  /** Whether it is the provider that the browser was sent to (mix-up: RFC 9700, 4.4). */
  private static void checkSender(
      Optional<String> connectorInPath, CallbackParameters callback, Flow flow) {
    Optional<String> expected = Optional.of(flow.key().connector());
    boolean ownPathNeeded = flow.issuer().isEmpty();
    if ((ownPathNeeded || connectorInPath.isPresent()) && !connectorInPath.equals(expected)) {
      throw stranger("callback_connector_mismatch");
    }
    if (flow.issuer().isPresent() && !flow.issuer().equals(callback.issuer())) {
      throw stranger("callback_issuer_mismatch");
    }
  }

  private SpecificRecord event(CallbackParameters callback, Flow flow, Instant now) {
    return callback
        .result()
        .fold(
            code -> received(code, callback.kept(), flow, now),
            error -> rejected(error, flow, now));
  }

  private SpecificRecord received(
      CallbackParameters.Granted code, Map<String, String> kept, Flow flow, Instant now) {
    return AuthorizationCodeReceived.newBuilder()
        .setAuthorizationId(flow.id().value())
        .setSealedCode(
            parts
                .keys()
                .brokerInbox()
                .seal(code.code(), SealedField.authorizationCode(flow.key(), flow.id().value())))
        .setReceivedAt(now)
        .setCallbackParameters(kept)
        .setBoundBy(BoundBy.NOTHING)
        .build();
  }

  private static SpecificRecord rejected(CallbackParameters.Denied error, Flow flow, Instant now) {
    AuthorizationRejected.Builder rejected =
        AuthorizationRejected.newBuilder()
            .setAuthorizationId(flow.id().value())
            .setError(error.error())
            .setReceivedAt(now);
    error.description().ifPresent(rejected::setErrorDescription);
    return rejected.build();
  }

  private static RefusedException stranger(String reason) {
    return new RefusedException(reason, Notice.bad(400, NoticeText.ANSWER_FROM_ELSEWHERE));
  }
}
