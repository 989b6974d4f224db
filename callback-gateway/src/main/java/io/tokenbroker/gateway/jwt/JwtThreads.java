// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.jwt;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Few threads with bounded queues, so that no event loop reckons or waits. */
final class JwtThreads implements AutoCloseable {
  private static final int NETWORK_THREADS = 2;
  private static final int MAX_QUEUE = 1_000;

  private final ThreadPoolExecutor network = pool("jwt-network", NETWORK_THREADS);
  private final ThreadPoolExecutor verification =
      pool("jwt-verification", Math.min(4, Runtime.getRuntime().availableProcessors()));
  private final ScheduledThreadPoolExecutor timer =
      new ScheduledThreadPoolExecutor(1, daemons("jwt-timer"));

  /** Runs what follows an answer of the issuer. */
  Executor network() {
    return network;
  }

  /** Reckons signatures; refuses when it has too much to do. */
  Executor verification() {
    return verification;
  }

  ScheduledExecutorService timer() {
    return timer;
  }

  @Override
  public void close() {
    timer.shutdownNow();
    network.shutdownNow();
    verification.shutdownNow();
  }

  private static ThreadPoolExecutor pool(String name, int threads) {
    return new ThreadPoolExecutor(
        threads, threads, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MAX_QUEUE), daemons(name));
  }

  private static ThreadFactory daemons(String name) {
    return task -> {
      Thread thread = new Thread(task, name);
      thread.setDaemon(true);
      return thread;
    };
  }
}
