// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.http;

import io.netty.handler.codec.DecoderException;
import io.tokenbroker.gateway.api.ApiRoutes;
import io.tokenbroker.gateway.api.Problem;
import io.tokenbroker.gateway.api.ProblemCode;
import io.tokenbroker.gateway.api.ProblemException;
import io.tokenbroker.gateway.browser.RefusedException;
import io.tokenbroker.gateway.event.UnavailableException;
import io.tokenbroker.gateway.flow.FlowException;
import io.tokenbroker.gateway.limit.RateLimits;
import io.tokenbroker.gateway.limit.TooManyRequestsException;
import io.tokenbroker.gateway.measure.GatewayMeters;
import io.tokenbroker.gateway.page.Notice;
import io.tokenbroker.gateway.page.NoticeText;
import io.tokenbroker.gateway.page.Page;
import io.tokenbroker.gateway.page.PageSender;
import io.tokenbroker.gateway.request.RequestFacts;
import io.tokenbroker.process.telemetry.TraceScope;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.HttpException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a request that failed gets: problem details on the API, a page for a browser, never a stack
 * trace. Nothing of the request's address is logged: tickets, states and codes are in there.
 */
final class FailureResponses {
  private static final Logger log = LoggerFactory.getLogger(FailureResponses.class);

  private static final int UNAUTHORIZED = 401;
  private static final int TOO_MANY_REQUESTS = 429;

  private final PageSender pages;
  private final RateLimits limits;
  private final GatewayMeters meters;

  FailureResponses(PageSender pages, RateLimits limits, GatewayMeters meters) {
    this.pages = pages;
    this.limits = limits;
    this.meters = meters;
  }

  void handle(RoutingContext rc) {
    handle(rc, rc.statusCode());
  }

  /** Of an address that the router can't read the context has neither the status nor a failure. */
  void handle(RoutingContext rc, int status) {
    if (rc.response().headWritten() || rc.response().closed()) {
      return;
    }
    Throwable cause = Optional.ofNullable(rc.failure()).orElseGet(() -> new HttpException(status));
    TraceScope.call(RequestFacts.context(rc), () -> send(rc, cause))
        .onFailure(error -> log.atDebug().setCause(error).log("the client went away"));
  }

  private Future<Void> send(RoutingContext rc, Throwable cause) {
    if (cause instanceof ProblemException problem) {
      if (problem.problem().status() == UNAUTHORIZED) {
        countFailure(rc);
      }
      return problem.problem().send(rc);
    }
    if (cause instanceof FlowException flow) {
      return ProblemCode.parse(flow.code())
          .map(code -> code.with(flow.detail()))
          .orElseGet(() -> new Problem(400, flow.code(), "The request does not fit", flow.detail()))
          .send(rc);
    }
    if (cause instanceof RefusedException refused) {
      countFailure(rc);
      meters.refused(refused.reason());
      log.atInfo().addKeyValue("reason", refused.reason()).log("a browser's request was refused");
      return pages.send(rc, refused.page());
    }
    if (cause instanceof TooManyRequestsException tooMany) {
      meters.rateLimited(tooMany.limit());
      log.atDebug().addKeyValue("limit", tooMany.limit()).log("a request was one too many");
      rc.response().putHeader("Retry-After", Long.toString(tooMany.retryAfterSeconds()));
      return plain(rc, TOO_MANY_REQUESTS);
    }
    if (cause instanceof UnavailableException) {
      // No stack trace: while Kafka is away there is one of these for every request.
      log.atWarn()
          .addKeyValue("error", rootOf(cause).toString())
          .log("a request had to be turned away");
      return plain(rc, 503);
    }
    if (cause instanceof DecoderException) {
      return plain(rc, 400);
    }
    int status = cause instanceof HttpException http ? http.getStatusCode() : rc.statusCode();
    if (status >= 400 && status < 500) {
      return plain(rc, status);
    }
    log.atError().setCause(cause).log("a request failed");
    return plain(rc, 500);
  }

  private void countFailure(RoutingContext rc) {
    RequestFacts.address(rc).ifPresent(limits::countFailure);
  }

  private static Throwable rootOf(Throwable error) {
    return Optional.ofNullable(error.getCause()).map(FailureResponses::rootOf).orElse(error);
  }

  private Future<Void> plain(RoutingContext rc, int status) {
    return rc.request().path().startsWith(ApiRoutes.PREFIX)
        ? problem(status).send(rc)
        : pages.send(rc, page(status));
  }

  private static Problem problem(int status) {
    return switch (status) {
      case 404 -> ProblemCode.NOT_FOUND.with("The path is unknown.");
      case 405 -> ProblemCode.METHOD_NOT_ALLOWED.with("The path has another method.");
      case 413 -> ProblemCode.BODY_TOO_LARGE.with("At most 32 KiB are read.");
      case TOO_MANY_REQUESTS ->
          ProblemCode.RATE_LIMITED.with(
              "Try again after the seconds in Retry-After; the operator sets the limits.");
      case 503 ->
          ProblemCode.UNAVAILABLE.with(
              "Something that the gateway needs is not reachable, or it is still starting: try"
                  + " again.");
      case 500 -> ProblemCode.INTERNAL_ERROR.with("The gateway's log says what.");
      default ->
          new Problem(
              status,
              ProblemCode.BAD_REQUEST.text(),
              "The request is malformed",
              "Check its form.");
    };
  }

  private static Page page(int status) {
    NoticeText text =
        switch (status) {
          case 404, 405 -> NoticeText.NOTHING_HERE;
          case 413 -> NoticeText.FORM_TOO_LARGE;
          case 415 -> NoticeText.UNREADABLE_FORM;
          case TOO_MANY_REQUESTS -> NoticeText.TOO_MANY_REQUESTS;
          case 503 -> NoticeText.UNAVAILABLE;
          case 500 -> NoticeText.OUR_FAULT;
          default -> NoticeText.UNREADABLE_ADDRESS;
        };
    return Notice.bad(status, text);
  }
}
