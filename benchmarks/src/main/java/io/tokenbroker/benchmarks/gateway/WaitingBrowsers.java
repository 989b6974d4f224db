// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.benchmarks.gateway;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Browsers whose outcome never comes: each sends its callback, waits, and sends it again. */
final class WaitingBrowsers implements AutoCloseable {
  private static final int MAX = 2_000;

  private final int port;
  private final HttpLoad clients = new HttpLoad(MAX);
  private final AtomicBoolean closed = new AtomicBoolean();
  private final AtomicInteger waiting = new AtomicInteger();

  WaitingBrowsers(int port) {
    this.port = port;
  }

  void start(List<HttpLoad.Call> callbacks) {
    callbacks.forEach(this::send);
  }

  /** How many wait at the moment. */
  int waiting() {
    return waiting.get();
  }

  private void send(HttpLoad.Call callback) {
    if (closed.get()) {
      return;
    }
    waiting.incrementAndGet();
    var unused =
        clients
            .send(port, callback)
            .onComplete(
                answer -> {
                  waiting.decrementAndGet();
                  if (answer.succeeded()) {
                    send(callback);
                  }
                });
  }

  @Override
  public void close() {
    closed.set(true);
    clients.close();
  }
}
