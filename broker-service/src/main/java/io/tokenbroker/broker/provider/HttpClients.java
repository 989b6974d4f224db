// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.provider;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import io.tokenbroker.broker.network.TrustedCertificates;
import io.tokenbroker.secrets.SecretAccess;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.TrustOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP clients: one for plain HTTP/1.1, one for TLS, and one for each client certificate, whose
 * connections are nobody else's. A client that is no longer used ends when its calls have.
 * Thread-safe.
 */
final class HttpClients implements AutoCloseable {
  private static final int MAX_WITH_CERTIFICATE = 64;
  private static final Duration KEPT_UNUSED = Duration.ofMinutes(10);
  private static final int MAX_WAITING = 10_000;
  private static final int MAX_HEADERS = 32 * 1024;
  private static final int HTTP2_CONNECTIONS = 8;

  /** Shorter than servers keep idle connections: a request into a closing one would be lost. */
  private static final int KEEP_ALIVE_SECONDS = 4;

  private static final int HTTP2_KEEP_ALIVE_SECONDS = 30;

  private final Vertx vertx;
  private final Limits limits;
  private final Optional<TrustOptions> trust;
  private final HttpClient plain;
  private final HttpClient tls;
  private final Cache<ClientTls, HttpClient> withCertificate;

  /**
   * What clients keep to.
   *
   * @param connect the longest that connecting to one address may take, handshake included
   * @param drain how long the calls of a client that is evicted may go on
   * @param connectionsPerOrigin HTTP/1.1 connections to one origin
   */
  record Limits(Duration connect, Duration drain, int connectionsPerOrigin) {}

  HttpClients(Vertx vertx, Limits limits, Optional<Path> trustFile) {
    this.vertx = vertx;
    this.limits = limits;
    this.trust = trustFile.map(file -> TrustOptions.wrap(TrustedCertificates.withJdks(file)));
    this.plain = vertx.createHttpClient(common(), pool());
    this.tls = vertx.createHttpClient(secured(), pool());
    this.withCertificate =
        Caffeine.newBuilder()
            .maximumSize(MAX_WITH_CERTIFICATE)
            .expireAfterAccess(KEPT_UNUSED)
            .removalListener(this::evicted)
            .build();
  }

  /** The client for a call. */
  HttpClient forCall(HttpCall call) {
    if (!"https".equalsIgnoreCase(call.endpoint().getScheme())) {
      return plain;
    }
    return call.tls().map(own -> withCertificate.get(own, this::certified)).orElse(tls);
  }

  private HttpClient certified(ClientTls own) {
    HttpClientOptions options = secured();
    options.setKeyCertOptions(
        new PemKeyCertOptions()
            .addKeyValue(Buffer.buffer(own.privateKey().reveal(SecretAccess.get())))
            .addCertValue(Buffer.buffer(own.certificateChain())));
    return vertx.createHttpClient(options, pool());
  }

  private void evicted(@Nullable ClientTls own, @Nullable HttpClient client, RemovalCause cause) {
    if (client != null) {
      client.shutdown(limits.drain().toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private HttpClientOptions common() {
    return new HttpClientOptions()
        .setConnectTimeout(Math.toIntExact(limits.connect().toMillis()))
        .setKeepAliveTimeout(KEEP_ALIVE_SECONDS)
        .setMaxHeaderSize(MAX_HEADERS);
  }

  private HttpClientOptions secured() {
    HttpClientOptions options =
        common()
            .setProtocolVersion(HttpVersion.HTTP_2)
            .setUseAlpn(true)
            .setHttp2KeepAliveTimeout(HTTP2_KEEP_ALIVE_SECONDS)
            .setVerifyHost(true)
            .setForceSni(true)
            .setSslHandshakeTimeout(limits.connect().toMillis())
            .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS)
            .setEnabledSecureTransportProtocols(Set.of("TLSv1.2", "TLSv1.3"));
    trust.ifPresent(options::setTrustOptions);
    return options;
  }

  private PoolOptions pool() {
    return new PoolOptions()
        .setHttp1MaxSize(limits.connectionsPerOrigin())
        .setHttp2MaxSize(HTTP2_CONNECTIONS)
        .setMaxWaitQueueSize(MAX_WAITING);
  }

  /** Drops all connections. */
  @Override
  public void close() {
    plain.close();
    tls.close();
    withCertificate.asMap().values().forEach(HttpClient::close);
  }
}
