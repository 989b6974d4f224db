// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.flow;

import io.netty.handler.codec.http.QueryStringDecoder;
import io.tokenbroker.event.BoundBy;
import io.tokenbroker.gateway.browser.RefusedException;
import io.tokenbroker.gateway.limit.LimitedAction;
import io.tokenbroker.gateway.limit.RateLimits;
import io.tokenbroker.gateway.page.Notice;
import io.tokenbroker.gateway.page.NoticeText;
import io.tokenbroker.gateway.reply.AuthorizationStep;
import io.tokenbroker.gateway.request.RequestFacts;
import io.tokenbroker.topic.Topic;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/**
 * The provider's redirect, or the form that it had the browser send. What holds against the
 * browser's cookie goes to the broker, once; then the browser waits for the outcome. A callback
 * that is refused ends on a page, never in a redirect, and its code is not kept.
 */
final class CallbackRoute {
  private static final int FORBIDDEN = 403;

  /** More than an address has room for. */
  private static final int MAX_PARAMETERS = 16 * 1024;

  private final FlowParts parts;
  private final FlowGuard guard;
  private final FlowEnd end;
  private final PersonBinding persons;
  private final FlowRefusals refusals;
  private final CallbackEvents callbackEvents;
  private final TakenCallbacks taken = new TakenCallbacks();

  CallbackRoute(FlowParts parts, FlowGuard guard, FlowEnd end, PersonBinding persons) {
    this.parts = parts;
    this.guard = guard;
    this.end = end;
    this.persons = persons;
    this.refusals = new FlowRefusals(parts.events(), parts.clock());
    this.callbackEvents = new CallbackEvents(parts.keys().brokerInbox());
  }

  /** A redirect: the parameters are in the address. */
  Future<Void> redirected(RoutingContext rc) {
    return handle(rc, parameters(rc));
  }

  /**
   * The query as a form is read: ampersands are between parameters, and a semicolon is part of a
   * code (RFC 6749, appendix A.11), which Vert.x would end there.
   */
  private static MultiMap parameters(RoutingContext rc) {
    MultiMap parameters = MultiMap.caseInsensitiveMultiMap();
    try {
      new QueryStringDecoder(rc.request().uri(), StandardCharsets.UTF_8, true, MAX_PARAMETERS, true)
          .parameters()
          .forEach(parameters::add);
    } catch (IllegalArgumentException e) {
      throw refused("callback_parameter_malformed", 400, NoticeText.INCOMPLETE_ANSWER);
    }
    return parameters;
  }

  /** A form that came with the browser's cookie. */
  Future<Void> posted(RoutingContext rc) {
    return handle(rc, rc.request().formAttributes());
  }

  private Future<Void> handle(RoutingContext rc, MultiMap parameters) {
    List<AuthorizationId> ids = CallbackParameters.possibleIds(parameters);
    Flow flow =
        guard
            .flow(rc, ids)
            .orElseThrow(
                () -> {
                  // Whatever else is wrong with it is the better reason.
                  CallbackParameters.requireSingle(parameters);
                  return FlowGuard.noCookie();
                });
    RequestFacts.correlation(rc, flow.id().value());
    RateLimits.of(rc).count(LimitedAction.CALLBACK, flow.key());
    Future<Void> answer;
    try {
      answer = handle(rc, flow, CallbackParameters.from(parameters, flow));
    } catch (RefusedException e) {
      answer = Future.failedFuture(e);
    }
    return answer.onFailure(
        error -> {
          if (error instanceof RefusedException refusal) {
            refusals.writeDown(rc, flow, refusal);
          }
        });
  }

  private Future<Void> handle(RoutingContext rc, Flow flow, CallbackParameters callback) {
    checkSender(Optional.ofNullable(rc.pathParam("connector")), callback, flow);
    Optional<AuthorizationStep> known = end.of(flow);
    if (known.isPresent()) {
      // A reload, or a double click: the code has been used, the answer stays the same.
      return end.send(rc, flow, known.get());
    }
    Instant now = parts.clock().instant();
    if (now.isAfter(flow.expiresAt())) {
      throw refused("callback_expired", 400, NoticeText.FLOW_EXPIRED);
    }
    return Future.fromCompletionStage(
            take(rc, flow, callback, now).thenCompose(done -> awaitEnd(flow)),
            rc.vertx().getOrCreateContext())
        .recover(CallbackRoute::unwrapped)
        .compose(
            step ->
                step.filter(is -> is.isFor(flow.key()))
                    .map(is -> end.send(rc, flow, is))
                    .orElseGet(() -> end.toWaitingPage(rc, flow)));
  }

  private CompletionStage<Optional<AuthorizationStep>> awaitEnd(Flow flow) {
    return parts.replies().awaitEnd(flow.id().value(), parts.settings().outcomeWait());
  }

  /** Of two stages the second one fails with the first one's error wrapped. */
  private static <T> Future<T> unwrapped(Throwable error) {
    return Future.failedFuture(
        Optional.ofNullable(error.getCause())
            .filter(cause -> error instanceof CompletionException)
            .orElse(error));
  }

  private CompletionStage<Void> take(
      RoutingContext rc, Flow flow, CallbackParameters callback, Instant now) {
    BoundBy boundBy = callback.result().fold(code -> boundBy(rc, flow), error -> BoundBy.NOTHING);
    return taken.once(
        flow.id() + "/" + callback.fingerprint(),
        () ->
            parts
                .events()
                .durable(
                    rc,
                    Topic.AUTHORIZATIONS,
                    flow.key().toString(),
                    callbackEvents.of(callback, flow, boundBy, now)));
  }

  /** What ties the code to the grant's person; without it the code is of no use to us. */
  private BoundBy boundBy(RoutingContext rc, Flow flow) {
    PersonBinding.Person person = persons.at(rc, flow.key());
    if (person == PersonBinding.Person.SAME) {
      return BoundBy.LOGIN;
    }
    return switch (flow.binding()) {
      case LINK -> BoundBy.NOTHING;
      case CONFIRM -> {
        if (flow.returnUrl().filter(url -> url.canConfirm(parts.publicUrl())).isEmpty()) {
          // It was started by somebody who was logged in: nobody else could confirm it.
          throw notThePerson(person);
        }
        yield BoundBy.CONFIRMATION_CODE;
      }
      case LOGIN -> throw notThePerson(person);
    };
  }

  private static RefusedException notThePerson(PersonBinding.Person person) {
    return person == PersonBinding.Person.OTHER
        ? refused("other_person", FORBIDDEN, NoticeText.OTHER_PERSON)
        : refused("login_missing", FORBIDDEN, NoticeText.LOGIN_ENDED);
  }

  /** Whether it is the provider that the browser was sent to (mix-up: RFC 9700, 4.4). */
  private static void checkSender(
      Optional<String> connectorInPath, CallbackParameters callback, Flow flow) {
    Optional<String> expected = Optional.of(flow.key().connector());
    boolean ownPathNeeded = flow.issuer().isEmpty();
    if ((ownPathNeeded || connectorInPath.isPresent()) && !connectorInPath.equals(expected)) {
      throw refused("callback_connector_mismatch", 400, NoticeText.ANSWER_FROM_ELSEWHERE);
    }
    if (flow.issuer().isPresent() && !flow.issuer().equals(callback.issuer())) {
      throw refused("callback_issuer_mismatch", 400, NoticeText.ANSWER_FROM_ELSEWHERE);
    }
  }

  private static RefusedException refused(String reason, int status, NoticeText text) {
    return new RefusedException(reason, Notice.bad(status, text));
  }
}
