// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.demoprovider;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
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

  /** Ends the exchange in one way or another. */
  private interface Ending {
    void apply(RoutingContext context);
  }

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
    EndpointRequest request = EndpointRequest.of(context);
    script
        .next(RequestLog.of(context))
        .fold(new Performance(request))
        .onSuccess(ending -> ending.apply(context))
        .onFailure(
            failure -> {
              log.atError()
                  .setCause(failure)
                  .addKeyValue("path", context.request().path())
                  .log("The demo provider failed to process a request");
              send(context, Answer.error(500, new OAuthError("server_error", "See the log")));
            });
  }

  private final class Performance implements Behaviour.Cases<Future<Ending>> {

    private final EndpointRequest request;

    private Performance(EndpointRequest request) {
      this.request = request;
    }

    @Override
    public Future<Ending> answerAfter(Duration delay) {
      return process(settings.latency().plus(delay))
          .map(answer -> context -> send(context, answer));
    }

    @Override
    public Future<Ending> hang() {
      return Future.succeededFuture(context -> observations.record(RequestLog.of(context)));
    }

    @Override
    public Future<Ending> resetAfterProcessing() {
      return process(settings.latency()).map(lost -> ScriptedEndpoint.this::drop);
    }

    @Override
    public Future<Ending> answer(Answer answer) {
      return pause(settings.latency()).map(waited -> context -> send(context, answer));
    }

    private Future<Answer> process(Duration delay) {
      return pause(delay).compose(waited -> work());
    }

    private Future<Answer> work() {
      return settings.dataFile().isPresent()
          ? vertx.executeBlocking(() -> endpoint.apply(request))
          : Future.succeededFuture(endpoint.apply(request));
    }
  }

  private Future<?> pause(Duration delay) {
    return delay.isZero()
        ? Future.succeededFuture()
        : vertx.timer(Math.max(1, delay.toMillis()), TimeUnit.MILLISECONDS);
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
}
