// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.demoprovider;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts an endpoint on HTTP and lets its script interfere. Runs on the event loop; a durable
 * endpoint works on a worker.
 */
final class ScriptedEndpoint implements Handler<RoutingContext> {

  private static final Logger log = LoggerFactory.getLogger(ScriptedEndpoint.class);

  private final Vertx vertx;
  private final DemoProviderSettings settings;
  private final Script script;
  private final Observations observations;
  private final Function<EndpointRequest, Answer> endpoint;

  ScriptedEndpoint(
      Vertx vertx,
      DemoProviderSettings settings,
      Script script,
      Observations observations,
      Function<EndpointRequest, Answer> endpoint) {
    this.vertx = vertx;
    this.settings = settings;
    this.script = script;
    this.observations = observations;
    this.endpoint = endpoint;
  }

  @Override
  public void handle(RoutingContext context) {
    Plan plan = Plan.of(script.next(RequestLog.of(context)));
    if (plan.instead().isPresent() && plan.way() == Delivery.Way.NEVER) {
      observations.record(RequestLog.of(context));
      return;
    }
    EndpointRequest request = EndpointRequest.of(context, Terms.of(settings));
    pause(settings.latency().plus(plan.delay()))
        .compose(waited -> decide(plan, request))
        .map(answer -> plan.shaped(answer, settings.clock().instant()))
        .onSuccess(answer -> deliver(plan, context, answer))
        .onFailure(
            failure -> {
              log.atError()
                  .setCause(failure)
                  .addKeyValue("path", request.path())
                  .log("The demo provider failed to process a request");
              send(context, Answer.error(500, new OAuthError("server_error", "See the log")));
            });
  }

  private Future<Answer> decide(Plan plan, EndpointRequest request) {
    EndpointRequest admitted;
    try {
      admitted = plan.admitted(request);
    } catch (RequestRefused refused) {
      return Future.succeededFuture(refused.asJson());
    }
    return plan.instead().map(Future::succeededFuture).orElseGet(() -> work(admitted));
  }

  private Future<Answer> work(EndpointRequest request) {
    return settings.dataFile().isPresent()
        ? vertx.executeBlocking(() -> endpoint.apply(request))
        : Future.succeededFuture(endpoint.apply(request));
  }

  private Future<?> pause(Duration delay) {
    return delay.isZero()
        ? Future.succeededFuture()
        : vertx.timer(Math.max(1, delay.toMillis()), TimeUnit.MILLISECONDS);
  }

  private void deliver(Plan plan, RoutingContext context, Answer answer) {
    switch (plan.way()) {
      case WHOLE -> send(context, answer);
      case NEVER -> observations.record(RequestLog.of(context));
      case RESET -> drop(context);
      case HALF -> sendHalf(context, answer);
      case DRIP -> plan.delivery().ifPresent(delivery -> drip(context, answer, delivery));
    }
  }

  private void drop(RoutingContext context) {
    observations.record(RequestLog.of(context));
    context.request().connection().close();
  }

  private void send(RoutingContext context, Answer answer) {
    HttpServerResponse response = context.response();
    if (response.closed()) {
      observations.record(RequestLog.of(context));
    } else {
      answer.sendTo(response);
    }
  }

  /** The length is that of the whole, so that the client knows what it did not get. */
  private void sendHalf(RoutingContext context, Answer answer) {
    HttpServerResponse response = begun(context, answer);
    response
        .write(answer.body().slice(0, answer.body().length() / 2))
        .onComplete(written -> context.request().connection().close());
  }

  private void drip(RoutingContext context, Answer answer, Delivery delivery) {
    dripFrom(0, begun(context, answer), answer.body(), delivery);
  }

  private HttpServerResponse begun(RoutingContext context, Answer answer) {
    HttpServerResponse response = context.response();
    answer.begin(response);
    response.putHeader("Content-Length", Integer.toString(answer.body().length()));
    return response;
  }

  private void dripFrom(int offset, HttpServerResponse response, Buffer body, Delivery delivery) {
    if (response.closed()) {
      return;
    }
    int end = Math.min(body.length(), offset + delivery.chunkBytes());
    if (end == body.length()) {
      response.end(body.slice(offset, end));
      return;
    }
    response.write(body.slice(offset, end));
    pause(delivery.pause()).onSuccess(waited -> dripFrom(end, response, body, delivery));
  }
}
