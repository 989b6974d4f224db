// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.it.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One address for several servers: each connection goes to the first of them that takes it. It
 * knows no HTTP.
 */
public final class Balancer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Balancer.class);
  private static final int CONNECT_MILLIS = 2_000;

  private final List<Integer> ports;
  private final ServerSocket server;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          work -> {
            Thread thread = new Thread(work, "balancer");
            thread.setDaemon(true);
            return thread;
          });

  /** Listens when this returns. */
  public Balancer(List<Integer> ports) {
    this.ports = List.copyOf(ports);
    try {
      this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException("the balancer does not listen", e);
    }
    threads.execute(this::accept);
  }

  public URI url() {
    return URI.create("http://127.0.0.1:" + server.getLocalPort());
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket from = server.accept();
        Optional<Socket> to = connect();
        if (to.isEmpty()) {
          from.close();
        } else {
          open.add(from);
          open.add(to.get());
          threads.execute(() -> pass(from, to.get()));
          threads.execute(() -> pass(to.get(), from));
        }
      } catch (IOException e) {
        log.debug("the balancer takes no connection", e);
      }
    }
  }

  private Optional<Socket> connect() {
    for (int port : ports) {
      Socket socket = new Socket();
      try {
        socket.connect(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_MILLIS);
        return Optional.of(socket);
      } catch (IOException e) {
        log.debug("nobody listens at port {}", port, e);
        close(socket);
      }
    }
    return Optional.empty();
  }

  /** Until either side has ended; then both have. */
  private void pass(Socket from, Socket to) {
    try {
      var unused = from.getInputStream().transferTo(to.getOutputStream());
    } catch (IOException e) {
      log.debug("a connection has ended", e);
    } finally {
      close(from);
      close(to);
    }
  }

  private void close(Socket socket) {
    open.remove(socket);
    try {
      socket.close();
    } catch (IOException e) {
      log.debug("a socket did not close", e);
    }
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException("the balancer did not end", e);
    } finally {
      open.forEach(this::close);
      threads.shutdownNow();
    }
  }
}
