// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.executor;

import io.tokenbroker.key.TokenKey;
import io.tokenbroker.secrets.Secret;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
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
  private final Map<TokenKey, TokenChange> waiting = new LinkedHashMap<>();
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

  void announce(TokenChange change) {
    if (listeners.isEmpty()) {
      return;
    }
    TokenKey key = change.now().key();
    synchronized (waiting) {
      Optional<TokenChange> earlier = Optional.ofNullable(waiting.remove(key));
      if (waiting.size() >= maxWaiting) {
        log.atError().addKeyValue("tokenKey", key).log("a listener is too slow: change lost");
        return;
      }
      waiting.put(key, earlier.map(change::since).orElse(change));
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
    Optional<TokenChange> next = take();
    while (next.isPresent()) {
      TokenKey key = next.get().now().key();
      for (Consumer<TokenListener> call : calls(next.get())) {
        listeners.forEach(listener -> tell(listener, key, call));
      }
      next = take();
    }
  }

  /** The oldest change; empty once closed. */
  private Optional<TokenChange> take() {
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
      Iterator<TokenChange> oldest = waiting.values().iterator();
      TokenChange change = oldest.next();
      oldest.remove();
      return Optional.of(change);
    }
  }

  /** What a change means to a listener: as a rule one call, or none. */
  private List<Consumer<TokenListener>> calls(TokenChange change) {
    TokenKey key = change.now().key();
    return statusOf
        .apply(change.now())
        .fold(
            usable -> List.of(listener -> listener.onRefreshed(usable.token())),
            expired -> List.of(),
            needed -> calls(change, needed),
            revoked -> List.of(listener -> listener.onRevoked(key, revoked)),
            unknown -> List.of());
  }

  /** An end that is announced comes with every token of the grant: each is told when it is new. */
  private List<Consumer<TokenListener>> calls(
      TokenChange change, TokenStatus.ReauthorizationNeeded needed) {
    List<Consumer<TokenListener>> calls = new ArrayList<>();
    if (needed.requiredBy().isPresent()) {
      Optional<Secret> known =
          change.before().map(statusOf).flatMap(TokenStatus::usableToken).map(AccessToken::secret);
      needed
          .stillUsable()
          .filter(token -> !known.equals(Optional.of(token.secret())))
          .ifPresent(token -> calls.add(listener -> listener.onRefreshed(token)));
    }
    if (needed.requiredBy().isEmpty() || change.isOtherState()) {
      calls.add(listener -> listener.onReauthorizationRequired(change.now().key(), needed));
    }
    return calls;
  }

  private static void tell(TokenListener listener, TokenKey key, Consumer<TokenListener> call) {
    try {
      call.accept(listener);
    } catch (RuntimeException e) {
      log.atError().addKeyValue("tokenKey", key).setCause(e).log("a token listener failed");
    }
  }
}
