// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.provider;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;

/** A server on loopback that reads a request's first bytes and answers as it is told. */
final class RawServer implements AutoCloseable {
  /** What it answers. */
  interface Reply {
    void write(OutputStream out) throws IOException, InterruptedException;
  }

  /** What it answers to a request's first bytes. */
  interface Answering {
    void answer(byte[] first, OutputStream out) throws IOException, InterruptedException;
  }

  private final ServerSocket listening = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
  private final AtomicInteger connections = new AtomicInteger();
  private final AtomicInteger requests = new AtomicInteger();
  private final Thread thread;

  RawServer(Reply reply) throws IOException {
    this((first, out) -> reply.write(out));
  }

  RawServer(Answering answering) throws IOException {
    this.thread = new Thread(() -> serve(answering), "raw-server");
    thread.setDaemon(true);
    thread.start();
  }

  private void serve(Answering answering) {
    while (!listening.isClosed()) {
      try (Socket socket = listening.accept();
          InputStream in = socket.getInputStream()) {
        connections.incrementAndGet();
        byte[] first = new byte[4096];
        int length = in.read(first);
        if (length > 0) {
          requests.incrementAndGet();
          answering.answer(Arrays.copyOf(first, length), socket.getOutputStream());
        }
      } catch (IOException e) {
        // The client went away, or the server was closed: the loop's condition tells.
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  int port() {
    return listening.getLocalPort();
  }

  int connections() {
    return connections.get();
  }

  int requests() {
    return requests.get();
  }

  @Override
  public void close() throws IOException {
    listening.close();
    thread.interrupt();
  }
}
