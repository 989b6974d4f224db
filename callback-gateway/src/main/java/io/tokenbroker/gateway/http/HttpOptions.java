// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.http;

import io.netty.handler.codec.http.HttpDecoderConfig;
import io.vertx.core.Vertx;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.ServerSSLOptions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What the server takes from a client at most. */
final class HttpOptions {
  private static final Duration IDLE_TIMEOUT = Duration.ofSeconds(60);
  private static final Duration HANDSHAKE_TIMEOUT = Duration.ofSeconds(10);
  private static final int MAX_INITIAL_LINE = 10 * 1024;
  private static final int MAX_HEADERS = 32 * 1024;
  private static final int MAX_CHUNK = 8 * 1024;
  private static final int MAX_FORM_FIELDS = 64;
  private static final int MAX_FORM_FIELD = 32 * 1024;
  private static final int MAX_STREAMS = 100;

  /** A browser that is closed or reloads takes back what it has asked for, and not much more. */
  private static final int MAX_RESETS = 200;

  private static final Duration RESETS_WITHIN = Duration.ofSeconds(30);

  private HttpOptions() {}

  /**
   * Options of a listener.
   *
   * @throws IllegalArgumentException if the certificate can't be used
   */
  static HttpServerOptions of(HttpSettings settings, Vertx vertx) {
    HttpServerOptions options =
        new HttpServerOptions()
            .setHost(settings.host())
            // Listeners share one free port when all of them ask for the same negative one.
            .setPort(settings.port() == 0 ? -1 : settings.port())
            .setMaxInitialLineLength(MAX_INITIAL_LINE)
            .setMaxHeaderSize(MAX_HEADERS)
            .setMaxChunkSize(MAX_CHUNK)
            .setMaxFormFields(MAX_FORM_FIELDS)
            .setMaxFormAttributeSize(MAX_FORM_FIELD)
            .setMaxFormBufferedBytes(MAX_FORM_FIELD)
            .setIdleTimeout((int) IDLE_TIMEOUT.toSeconds())
            .setIdleTimeoutUnit(TimeUnit.SECONDS)
            // There are no WebSockets here, so nobody need look for their extensions.
            .setPerFrameWebSocketCompressionSupported(false)
            .setPerMessageWebSocketCompressionSupported(false)
            // An upgrade to another protocol in plain text gets past what a proxy checks.
            .setHttp2ClearTextEnabled(false)
            // As many streams as one likes, each reset at once: rapid reset (CVE-2023-44487).
            .setHttp2RstFloodMaxRstFramePerWindow(MAX_RESETS)
            .setHttp2RstFloodWindowDuration((int) RESETS_WITHIN.toSeconds())
            .setHttp2RstFloodWindowDurationTimeUnit(TimeUnit.SECONDS)
            .setInitialSettings(
                new Http2Settings()
                    .setMaxConcurrentStreams(MAX_STREAMS)
                    .setMaxHeaderListSize(MAX_HEADERS));
    settings
        .tls()
        .map(files -> Certificate.read(vertx, files))
        .ifPresent(certificate -> secure(options, certificate.sslOptions()));
    return options;
  }

  /** The same limits for a decoder of our own. */
  static HttpDecoderConfig decoder() {
    return new HttpDecoderConfig()
        .setMaxInitialLineLength(MAX_INITIAL_LINE)
        .setMaxHeaderSize(MAX_HEADERS)
        .setMaxChunkSize(MAX_CHUNK);
  }

  private static void secure(HttpServerOptions options, ServerSSLOptions tls) {
    options
        .setSsl(true)
        .setUseAlpn(true)
        .setAlpnVersions(List.of(HttpVersion.HTTP_2, HttpVersion.HTTP_1_1))
        .setKeyCertOptions(tls.getKeyCertOptions())
        .setEnabledSecureTransportProtocols(tls.getEnabledSecureTransportProtocols())
        .setSslHandshakeTimeout(HANDSHAKE_TIMEOUT.toSeconds())
        .setSslHandshakeTimeoutUnit(TimeUnit.SECONDS);
  }
}
