// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.provider;

import io.tokenbroker.broker.network.ProviderNetwork;
import io.tokenbroker.broker.network.ProviderProxy;
import io.tokenbroker.broker.network.Ways;
import io.tokenbroker.secrets.SecretAccess;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.http.StreamResetException;
import io.vertx.core.net.ProxyOptions;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends one request to a provider and knows no OAuth. It tells apart what never left this process
 * (no connection) from what may have been processed (no answer). It connects to addresses that were
 * checked and to no others; looking up and connecting end with the claim, the answer has a deadline
 * of its own. Redirects are not followed. Thread-safe.
 */
final class ProviderHttp implements AutoCloseable {
  static final String CONNECT_FAILED = "connect_failed";
  static final String TLS_FAILED = "tls_failed";
  static final String STREAM_REFUSED = "stream_refused";

  private static final Set<String> PROVIDERS_FAULT =
      Set.of(CONNECT_FAILED, TLS_FAILED, STREAM_REFUSED, Ways.Refusal.NAME_NOT_RESOLVED.reason());

  private static final Logger log = LoggerFactory.getLogger(ProviderHttp.class);
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);

  /** RFC 9113, 7: the server has not looked at the request. */
  private static final long REFUSED_STREAM = 7;

  private final Vertx vertx;
  private final Ways ways;
  private final HttpClients clients;
  private final AnswerReading reading;
  private final Duration callTimeout;

  /**
   * Opens the clients.
   *
   * @param clock tells when an answer came that does not say when it was sent
   * @param connectionsPerOrigin HTTP/1.1 connections to one origin
   */
  ProviderHttp(
      Vertx vertx,
      Clock clock,
      Duration callTimeout,
      int connectionsPerOrigin,
      ProviderNetwork network) {
    this(vertx, clock, callTimeout, connectionsPerOrigin, network, new Ways(network));
  }

  ProviderHttp(
      Vertx vertx,
      Clock clock,
      Duration callTimeout,
      int connectionsPerOrigin,
      ProviderNetwork network,
      Ways ways) {
    this.vertx = vertx;
    this.ways = ways;
    this.callTimeout = callTimeout;
    this.reading = new AnswerReading(clock);
    this.clients =
        new HttpClients(
            vertx,
            new HttpClients.Limits(
                CONNECT_TIMEOUT, CONNECT_TIMEOUT.plus(callTimeout), connectionsPerOrigin),
            network.trustFile());
  }

  /** Whether a request was not sent because the provider could not be reached. */
  static boolean isProvidersFault(String notSentReason) {
    return PROVIDERS_FAULT.contains(notSentReason);
  }

  /** One request on its way. */
  private record Sending(HttpCall call, SendBy sendBy, Promise<HttpOutcome> outcome) {
    void notSent(String reason) {
      outcome.tryComplete(new HttpOutcome.NotSent(reason, Optional.empty()));
    }

    boolean isOver() {
      return outcome.future().isComplete();
    }
  }

  /** Sends the request; the future never fails. */
  Future<HttpOutcome> send(HttpCall call, SendBy sendBy) {
    Sending sending = new Sending(call, sendBy, Promise.promise());
    long timer =
        vertx.setTimer(
            Math.max(1, sendBy.limit().minus(sendBy.age()).toMillis()),
            passed -> sending.notSent(CONNECT_FAILED));
    ways.to(call.endpoint())
        .thenAccept(found -> go(sending, found, timer))
        .exceptionally(
            error -> {
              // The message may quote the request.
              log.atError()
                  .addKeyValue("error", error.getClass().getName())
                  .log("a request could not be made");
              sending.notSent("unusable_request");
              return null;
            });
    return sending.outcome().future().onComplete(done -> vertx.cancelTimer(timer));
  }

  private void go(Sending sending, Ways.Found found, long timer) {
    if (found.refusal().isPresent()) {
      sending.notSent(found.refusal().get().reason());
    } else if (found.proxy().isPresent()) {
      RequestOptions options = options(sending.call()).setProxyOptions(proxy(found.proxy().get()));
      connect(sending, options, List.of(), timer);
    } else {
      connectTo(sending, found.addresses(), timer);
    }
  }

  private void connectTo(Sending sending, List<InetAddress> addresses, long timer) {
    SocketAddress server =
        SocketAddress.inetSocketAddress(
            port(sending.call().endpoint()), addresses.get(0).getHostAddress());
    connect(
        sending,
        options(sending.call()).setServer(server),
        addresses.subList(1, addresses.size()),
        timer);
  }

  /**
   * @param others where to connect if this does not work
   */
  private void connect(
      Sending sending, RequestOptions options, List<InetAddress> others, long timer) {
    if (sending.isOver()) {
      return;
    }
    clients
        .forCall(sending.call())
        .request(options)
        .onFailure(
            error -> {
              if (others.isEmpty()) {
                logNotConnected(sending.call(), error);
                sending.notSent(error instanceof SSLException ? TLS_FAILED : CONNECT_FAILED);
              } else {
                connectTo(sending, others, timer);
              }
            })
        .onSuccess(connected -> sendInTime(sending, connected, timer));
  }

  /**
   * Without a time limit of the request's own: the client's limits connecting, our timer the whole.
   * In Vert.x 5.0 a limit that runs out while the pool gives a connection throws in the pool, and
   * the connections that it was giving to other requests are lost (its issue 6169).
   */
  private static RequestOptions options(HttpCall call) {
    RequestOptions options =
        new RequestOptions()
            .setMethod(call.method())
            .setAbsoluteURI(call.endpoint().toString())
            .setFollowRedirects(false);
    call.headers()
        .forEach((name, value) -> options.putHeader(name, value.reveal(SecretAccess.get())));
    return options.putHeader("Accept-Encoding", AnswerBody.ACCEPTED_ENCODING);
  }

  private static ProxyOptions proxy(ProviderProxy proxy) {
    ProxyOptions options = new ProxyOptions().setHost(proxy.host()).setPort(proxy.port());
    proxy
        .credentials()
        .ifPresent(
            own ->
                options
                    .setUsername(own.user())
                    .setPassword(own.password().reveal(SecretAccess.get())));
    return options;
  }

  private static int port(URI endpoint) {
    int standard = "https".equalsIgnoreCase(endpoint.getScheme()) ? 443 : 80;
    return endpoint.getPort() < 0 ? standard : endpoint.getPort();
  }

  private static void logNotConnected(HttpCall call, Throwable error) {
    log.atInfo()
        .addKeyValue("host", call.endpoint().getHost())
        .addKeyValue("error", error.toString())
        .log("no connection to a provider");
  }

  /** Connecting takes time, in which others may have counted the claim as abandoned. */
  private void sendInTime(Sending sending, HttpClientRequest connected, long timer) {
    if (sending.sendBy().hasPassed()) {
      sending.notSent("claim_too_old");
    }
    // Who cancels the timer goes on: else it has ended the call already.
    if (sending.isOver() || !vertx.cancelTimer(timer)) {
      connected.reset().onFailure(error -> {});
    } else {
      exchange(sending, connected);
    }
  }

  private void exchange(Sending sending, HttpClientRequest connected) {
    long deadline =
        vertx.setTimer(
            callTimeout.toMillis(),
            passed -> {
              sending.outcome().tryComplete(new HttpOutcome.Lost("no_reply_in_time"));
              leave(connected);
            });
    sent(connected, sending.call())
        .compose(reading::read)
        .onComplete(
            result -> {
              vertx.cancelTimer(deadline);
              sending
                  .outcome()
                  .tryComplete(result.succeeded() ? result.result() : failed(result.cause()));
            });
  }

  /** A connection that others share takes no more requests: it may be dead. */
  private void leave(HttpClientRequest connected) {
    connected.reset().onFailure(error -> {});
    if (connected.version() == HttpVersion.HTTP_2) {
      connected.connection().shutdown(callTimeout.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private static HttpOutcome failed(Throwable error) {
    return error instanceof StreamResetException reset && reset.getCode() == REFUSED_STREAM
        ? new HttpOutcome.NotSent(STREAM_REFUSED, Optional.empty())
        : new HttpOutcome.Lost("reply_lost");
  }

  private static Future<HttpClientResponse> sent(HttpClientRequest connected, HttpCall call) {
    return call.body()
        .map(body -> connected.send(Buffer.buffer(body.reveal(SecretAccess.get()))))
        .orElseGet(connected::send);
  }

  /** Drops the connections; calls that are still out end as unknown. */
  @Override
  public void close() {
    clients.close();
    ways.close();
  }
}
