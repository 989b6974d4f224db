// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.network;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Looks names up with the JDK's resolver, on threads of its own because it blocks. A name is looked
 * up by one thread at a time, however many ask, and its answer is kept for some seconds; who asks
 * waits as long as he likes. Thread-safe.
 */
final class HostAddresses implements AutoCloseable {
  private static final int THREADS = 8;
  private static final int MAX_WAITING = 1_000;
  private static final int MAX_KEPT = 1_000;
  private static final Duration KEPT_FOR = Duration.ofSeconds(10);
  private static final Duration IDLE_THREAD = Duration.ofSeconds(30);

  private final Ways.Resolver resolver;
  private final ThreadPoolExecutor threads =
      new ThreadPoolExecutor(
          THREADS,
          THREADS,
          IDLE_THREAD.toSeconds(),
          TimeUnit.SECONDS,
          new LinkedBlockingQueue<>(MAX_WAITING),
          HostAddresses::thread);
  private final AsyncCache<String, List<InetAddress>> addresses =
      Caffeine.newBuilder()
          .maximumSize(MAX_KEPT)
          .expireAfterWrite(KEPT_FOR)
          .executor(Runnable::run)
          .buildAsync();

  HostAddresses(Ways.Resolver resolver) {
    this.resolver = resolver;
    threads.allowCoreThreadTimeOut(true);
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "provider-names");
    thread.setDaemon(true);
    return thread;
  }

  /** The addresses of a name or literal; fails if there is none. */
  CompletableFuture<List<InetAddress>> of(String host) {
    return addresses.get(
        host, (missing, executor) -> CompletableFuture.supplyAsync(() -> lookUp(host), threads));
  }

  private List<InetAddress> lookUp(String host) {
    try {
      return List.of(resolver.lookUp(host));
    } catch (UnknownHostException e) {
      throw new CompletionException(e);
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
