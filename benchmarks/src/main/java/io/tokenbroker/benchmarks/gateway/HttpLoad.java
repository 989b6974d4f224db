// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.benchmarks.gateway;

import com.sun.management.OperatingSystemMXBean;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** Clients that each send the next request when the last one was answered. */
final class HttpLoad implements AutoCloseable {
  private static final String HOST = "127.0.0.1";
  private static final long TIMEOUT_MILLIS = 40_000;
  private static final Duration LONGEST_ROUND = Duration.ofMinutes(10);

  /** One request. */
  record Call(
      HttpMethod method, String path, Map<String, String> headers, Buffer body, int status) {
    static Call get(String path, Map<String, String> headers, int status) {
      return new Call(HttpMethod.GET, path, headers, Buffer.buffer(), status);
    }
  }

  /** What came back. */
  record Answer(int status, MultiMap headers, Buffer body) {}

  /**
   * A round.
   *
   * @param cpuMicros processor time of this whole process for one request, clients and Kafka
   *     included, in microseconds: the same however much else the machine has to do
   * @param nanos how long each request took, in no order
   */
  record Result(double perSecond, double cpuMicros, List<Long> nanos) {}

  private final Vertx vertx = Vertx.vertx();
  private final HttpClient client;
  private final int connections;

  HttpLoad(int connections) {
    this.connections = connections;
    this.client =
        vertx.createHttpClient(
            new HttpClientOptions().setKeepAlive(true),
            new PoolOptions().setHttp1MaxSize(connections).setEventLoopSize(1));
  }

  /**
   * Sends all calls; fails if one is answered with another status than it should be.
   *
   * @param clients how many are under way at once; no more than there are connections
   */
  Result run(int port, List<Call> calls, int clients) {
    long[] nanos = new long[calls.size()];
    long cpu = cpuNanos();
    long start = System.nanoTime();
    each(
        calls.size(),
        clients,
        index -> {
          long sent = System.nanoTime();
          return send(port, calls.get(index))
              .map(
                  answer -> {
                    nanos[index] = System.nanoTime() - sent;
                    return null;
                  });
        });
    double seconds = (System.nanoTime() - start) / 1e9;
    double cpuMicros = (cpuNanos() - cpu) / 1e3 / calls.size();
    return new Result(calls.size() / seconds, cpuMicros, Arrays.stream(nanos).boxed().toList());
  }

  private static long cpuNanos() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
  }

  /** Does something for each index, as many at once as there are connections, and waits. */
  void each(int count, Function<Integer, Future<Void>> step) {
    each(count, connections, step);
  }

  private void each(int count, int clients, Function<Integer, Future<Void>> step) {
    AtomicInteger next = new AtomicInteger();
    Promise<Void> all = Promise.promise();
    AtomicInteger running = new AtomicInteger(Math.min(clients, count));
    for (int i = 0; i < Math.min(clients, count); i++) {
      goOn(count, next, running, step, all);
    }
    Await.done(all.future(), LONGEST_ROUND);
  }

  private static void goOn(
      int count,
      AtomicInteger next,
      AtomicInteger running,
      Function<Integer, Future<Void>> step,
      Promise<Void> all) {
    int index = next.getAndIncrement();
    if (index >= count) {
      if (running.decrementAndGet() == 0) {
        all.tryComplete();
      }
      return;
    }
    step.apply(index)
        .onFailure(all::tryFail)
        .onSuccess(done -> goOn(count, next, running, step, all));
  }

  Future<Answer> send(int port, Call call) {
    return client
        .request(
            new RequestOptions()
                .setHost(HOST)
                .setPort(port)
                .setMethod(call.method())
                .setURI(call.path()))
        .compose(request -> exchange(request, call))
        .compose(
            answer ->
                answer.status() == call.status()
                    ? Future.succeededFuture(answer)
                    : Future.failedFuture(
                        "expected " + call.status() + " but got " + answer.status()))
        // Not the request's own limit: in Vert.x 5.0 that can take others' connections with it.
        .timeout(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
  }

  /**
   * On the request's own event loop from here on: a body that is asked for on another thread, when
   * the answer has ended already, never comes (Vert.x 5.0, its issue 6038).
   */
  private static Future<Answer> exchange(HttpClientRequest request, Call call) {
    call.headers().forEach(request::putHeader);
    return request
        .send(call.body())
        .compose(
            response ->
                response
                    .body()
                    .map(body -> new Answer(response.statusCode(), response.headers(), body)));
  }

  /** Of all rounds' requests together, in nanoseconds. */
  static double percentile(List<Result> results, double share) {
    long[] sorted =
        results.stream()
            .flatMap(round -> round.nanos().stream())
            .mapToLong(Long::longValue)
            .sorted()
            .toArray();
    return sorted[(int) Math.min(sorted.length - 1L, Math.round(sorted.length * share))];
  }

  @Override
  public void close() {
    Await.done(vertx.close(), Await.CLOSING);
  }
}
