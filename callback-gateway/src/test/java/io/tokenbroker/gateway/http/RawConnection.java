// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A client that writes whatever it likes. */
final class RawConnection implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 20_000;

  private final Socket socket;

  RawConnection(TestGateway gateway) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), gateway.url("/").getPort());
    socket.setSoTimeout(PATIENCE_MILLIS);
  }

  /** Sends a text; {@code HOST} stands for the gateway's own host. */
  void send(String text) throws IOException {
    String host = "127.0.0.1:" + socket.getPort();
    socket
        .getOutputStream()
        .write(text.replace("HOST", host).getBytes(StandardCharsets.ISO_8859_1));
  }

  /** All that comes until the other side closes; fails when it does not. */
  String readToEnd() throws IOException {
    StringBuilder all = new StringBuilder();
    byte[] buffer = new byte[8192];
    try {
      for (int read = socket.getInputStream().read(buffer);
          read >= 0;
          read = socket.getInputStream().read(buffer)) {
        all.append(new String(buffer, 0, read, StandardCharsets.ISO_8859_1));
      }
    } catch (SocketException reset) {
      // What we sent was not read to its end: that is an end too.
    }
    return all.toString();
  }

  /** What comes until the text is there. */
  String readUntil(String text) throws IOException {
    StringBuilder all = new StringBuilder();
    while (all.indexOf(text) < 0) {
      int next = socket.getInputStream().read();
      if (next < 0) {
        throw new IOException("closed after: " + all);
      }
      all.append((char) next);
    }
    return all.toString();
  }

  /** Sends a text again and again, ten times a second, until the other side closes. */
  void drip(String text) {
    Thread thread =
        new Thread(
            () -> {
              CompletableFuture<Void> never = new CompletableFuture<>();
              try {
                while (!socket.isClosed()) {
                  send(text);
                  never.completeOnTimeout(null, 100, TimeUnit.MILLISECONDS).join();
                  never = new CompletableFuture<>();
                }
              } catch (IOException closed) {
                // That is the end.
              }
            });
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
