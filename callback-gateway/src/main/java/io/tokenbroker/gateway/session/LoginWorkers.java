// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.session;

import io.tokenbroker.gateway.event.UnavailableException;
import io.tokenbroker.gateway.issuer.IssuerException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls the OpenID provider away from the event loops: eight threads, and so many in all that wait
 * for one. They end with Vert.x.
 */
final class LoginWorkers {
  private static final Logger log = LoggerFactory.getLogger(LoginWorkers.class);
  private static final int THREADS = 8;
  private static final int MAX_AT_ONCE = 128;
  private static final int MAX_SECONDS = 30;

  private final WorkerExecutor threads;
  private final Semaphore places = new Semaphore(MAX_AT_ONCE);

  LoginWorkers(Vertx vertx) {
    this.threads =
        vertx.createSharedWorkerExecutor("login", THREADS, MAX_SECONDS, TimeUnit.SECONDS);
  }

  /** What follows runs on the caller's event loop again. */
  <T> Future<T> run(Callable<T> task) {
    if (!places.tryAcquire()) {
      return Future.failedFuture(new UnavailableException("too many logins at once"));
    }
    return threads
        .executeBlocking(task, false)
        .onComplete(done -> places.release())
        .recover(LoginWorkers::unavailable);
  }

  private static <T> Future<T> unavailable(Throwable error) {
    if (error instanceof IssuerException) {
      log.atWarn().addKeyValue("error", error.getMessage()).log("the login's issuer failed");
      return Future.failedFuture(new UnavailableException("the login's issuer failed", error));
    }
    return Future.failedFuture(error);
  }
}
