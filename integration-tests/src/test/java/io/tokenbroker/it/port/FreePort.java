// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.it.port;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A port for a process that has to be told one. Between the choice and the process's bind the
 * system may give any port of its own range to a connection or to another JVM that asks for a free
 * one. So these are below that range, and each JVM has a block of them as its own, which it holds
 * by listening on the block's first port for as long as it lives. Thread-safe.
 */
public final class FreePort {
  /** Ends where Linux begins with the ports that it chooses itself. */
  private static final int FIRST_BLOCK = 12_000;

  private static final int END = 32_000;
  private static final int BLOCK_SIZE = 200;

  private static final ServerSocket HOLD = holdBlock();
  private static final AtomicInteger GIVEN = new AtomicInteger();

  private FreePort() {}

  /** A loopback port that nobody listens on now, another one each time. */
  public static int next() {
    for (int tries = 1; tries < BLOCK_SIZE; tries++) {
      int place = 1 + GIVEN.getAndIncrement() % (BLOCK_SIZE - 1);
      Optional<ServerSocket> probe = listen(HOLD.getLocalPort() + place);
      if (probe.isPresent()) {
        return closed(probe.orElseThrow());
      }
    }
    throw new AssertionError("all ports from " + HOLD.getLocalPort() + " on are in use");
  }

  private static ServerSocket holdBlock() {
    for (int first = FIRST_BLOCK; first < END; first += BLOCK_SIZE) {
      Optional<ServerSocket> hold = listen(first);
      if (hold.isPresent()) {
        return hold.orElseThrow();
      }
    }
    throw new AssertionError("no block of ports is free from " + FIRST_BLOCK + " to " + END);
  }

  private static Optional<ServerSocket> listen(int port) {
    try {
      ServerSocket socket = new ServerSocket();
      try {
        socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1);
        return Optional.of(socket);
      } catch (IOException e) {
        socket.close();
        return Optional.empty();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("no socket could be opened", e);
    }
  }

  private static int closed(ServerSocket probe) {
    int port = probe.getLocalPort();
    try {
      probe.close();
      return port;
    } catch (IOException e) {
      throw new UncheckedIOException("port " + port + " could not be let go", e);
    }
  }
}
