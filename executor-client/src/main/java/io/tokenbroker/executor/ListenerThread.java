// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.executor;

import io.tokenbroker.key.TokenKey;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls the listeners on a thread of its own. At most one change waits per key, the last one, so
 * that a slow listener neither holds up the tokens nor fills the memory. Thread-safe.
 */
final class ListenerThread implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ListenerThread.class);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

  private final List<TokenListener> listeners = new CopyOnWriteArrayList<>();
  private final Map<TokenKey, TokenEntry> waiting = new LinkedHashMap<>();
  private final Function<TokenEntry, TokenStatus> statusOf;
  private final long maxWaiting;
  private final Thread thread;
  private boolean closed;

  ListenerThread(Function<TokenEntry, TokenStatus> statusOf, long maxWaiting) {
    this.statusOf = statusOf;
    this.maxWaiting = maxWaiting;
    this.thread = new Thread(this::run, "token-listeners");
    thread.setDaemon(true);
    thread.start();
  }

  void add(TokenListener listener) {
    listeners.add(listener);
  }

  void announce(TokenEntry entry) {
    if (listeners.isEmpty()) {
      return;
    }
    synchronized (waiting) {
      waiting.remove(entry.key());
      if (waiting.size() >= maxWaiting) {
        log.atError()
            .addKeyValue("tokenKey", entry.key())
            .log("a listener is too slow: change lost");
        return;
      }
      waiting.put(entry.key(), entry);
      waiting.notifyAll();
    }
  }

  /** Stops after the call that is under way, at most five seconds. */
  @Override
  public void close() {
    synchronized (waiting) {
      closed = true;
      waiting.notifyAll();
    }
    if (Thread.currentThread() == thread) {
      return;
    }
    try {
      thread.join(CLOSE_TIMEOUT.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    Optional<TokenEntry> next = take();
    while (next.isPresent()) {
      TokenEntry entry = next.get();
      TokenStatus status = statusOf.apply(entry);
      for (TokenListener listener : listeners) {
        tell(listener, entry.key(), status);
      }
      next = take();
    }
  }

  /** The oldest change; empty once closed. */
  private Optional<TokenEntry> take() {
    synchronized (waiting) {
      while (waiting.isEmpty() && !closed) {
        try {
          waiting.wait();
        } catch (InterruptedException e) {
          return Optional.empty();
        }
      }
      if (closed) {
        return Optional.empty();
      }
      Iterator<TokenEntry> oldest = waiting.values().iterator();
      TokenEntry entry = oldest.next();
      oldest.remove();
      return Optional.of(entry);
    }
  }

  private static void tell(TokenListener listener, TokenKey key, TokenStatus status) {
    try {
      if (status instanceof TokenStatus.Usable usable) {
        listener.onRefreshed(usable.token());
      } else if (status instanceof TokenStatus.Revoked revoked) {
        listener.onRevoked(key, revoked);
      } else if (status instanceof TokenStatus.ReauthorizationNeeded needed) {
        listener.onReauthorizationRequired(key, needed);
      }
    } catch (RuntimeException e) {
      log.atError().addKeyValue("tokenKey", key).setCause(e).log("a token listener failed");
    }
  }
}
