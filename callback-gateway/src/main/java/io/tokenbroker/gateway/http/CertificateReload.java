// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.http;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks now and then whether the certificate's files have changed, and takes the new pair for
 * connections from then on; those that are open stay. A pair that can't be used is left, and the
 * old one kept: half a pair may be a change that is under way. Thread-safe.
 */
final class CertificateReload {
  private static final Logger log = LoggerFactory.getLogger(CertificateReload.class);
  private static final String NAME = "certificate";
  private static final String UNSEEN = "";

  private final Vertx vertx;
  private final TlsFiles files;
  private final List<HttpServer> servers;
  private final long timer;
  private volatile Future<Void> look = Future.succeededFuture();
  private volatile String seen;
  private volatile Optional<Instant> expiry;
  private volatile HealthCheck health = new HealthCheck(NAME, true, "in use");

  CertificateReload(Vertx vertx, TlsFiles files, List<HttpServer> servers) {
    this.vertx = vertx;
    this.files = files;
    this.servers = servers;
    this.seen = stamp(files);
    this.expiry = CertificateExpiry.of(files.certificate());
    this.timer = vertx.setPeriodic(files.lookEvery().toMillis(), id -> look());
  }

  /**
   * Looks no more.
   *
   * @return completes when a look that is under way is over: what it looks with can go then
   */
  Future<Void> stop() {
    boolean unused = vertx.cancelTimer(timer);
    return look.otherwiseEmpty();
  }

  /** When the certificate in use expires, in seconds of Unix time; NaN if that can't be told. */
  double expiry() {
    return expiry.map(at -> (double) at.getEpochSecond()).orElse(Double.NaN);
  }

  HealthCheck health() {
    return health;
  }

  private void look() {
    if (look.isComplete()) {
      look =
          vertx
              .executeBlocking(this::changed)
              .compose(changed -> changed ? reload() : Future.<Void>succeededFuture())
              .onFailure(this::keepOld);
    }
  }

  private boolean changed() {
    String now = stamp(files);
    boolean changed = !now.equals(seen);
    seen = now;
    return changed;
  }

  private Future<Void> reload() {
    return vertx
        .executeBlocking(() -> Certificate.read(vertx, files))
        .compose(
            certificate ->
                Future.join(
                    servers.stream()
                        .map(server -> server.updateSSLOptions(certificate.sslOptions(), true))
                        .toList()))
        .onSuccess(
            done -> {
              health = new HealthCheck(NAME, true, "in use");
              expiry = CertificateExpiry.of(files.certificate());
              log.atInfo()
                  .addKeyValue("file", files.certificate())
                  .log("a new certificate is used");
            })
        .mapEmpty();
  }

  private void keepOld(Throwable error) {
    // Tried again: a change of owner or mode, or one within the time stamp's grain, does not show.
    seen = UNSEEN;
    HealthCheck now = new HealthCheck(NAME, false, "the old one is in use: " + error.getMessage());
    if (health.equals(now)) {
      return;
    }
    health = now;
    log.atError()
        .addKeyValue("file", files.certificate())
        .addKeyValue("error", error.getMessage())
        .log("a new certificate can't be used; the old one is kept");
  }

  /** Tells apart what files held, as far as the file system says. */
  private static String stamp(TlsFiles files) {
    return stamp(files.certificate()) + "," + stamp(files.key());
  }

  private static String stamp(Path file) {
    try {
      return Files.getLastModifiedTime(file).toMillis() + "/" + Files.size(file);
    } catch (IOException e) {
      return "unreadable";
    }
  }
}
