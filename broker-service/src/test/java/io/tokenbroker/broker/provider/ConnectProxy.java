// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.provider;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A proxy that takes every name for this machine (RFC 9110, 9.3.6), if it is told the password. */
final class ConnectProxy implements AutoCloseable {
  private final ServerSocket listening = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final String authorization;

  ConnectProxy(String authorization) throws IOException {
    this.authorization = authorization;
    start(this::serve);
  }

  int port() {
    return listening.getLocalPort();
  }

  /** The first lines of the requests. */
  List<String> asked() {
    return asked;
  }

  private void serve() {
    while (!listening.isClosed()) {
      try {
        Socket client = listening.accept();
        start(() -> connect(client));
      } catch (IOException e) {
        // It was closed: the loop's condition tells.
      }
    }
  }

  private void connect(Socket client) {
    try (client) {
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(client.getInputStream(), StandardCharsets.ISO_8859_1), 1);
      String first = String.valueOf(in.readLine());
      asked.add(first);
      boolean authorized = false;
      for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
        authorized |= line.equalsIgnoreCase("Proxy-Authorization: " + authorization);
      }
      if (!authorized) {
        write(client, "HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n");
        return;
      }
      int port = Integer.parseInt(first.replaceFirst(".*:(\\d+) .*", "$1"));
      try (Socket server = new Socket(InetAddress.getLoopbackAddress(), port)) {
        write(client, "HTTP/1.1 200 OK\r\n\r\n");
        start(() -> copy(server, client));
        copy(client, server);
      }
    } catch (IOException e) {
      // One of them went away.
    }
  }

  private static void copy(Socket from, Socket to) {
    try {
      from.getInputStream().transferTo(to.getOutputStream());
    } catch (IOException e) {
      // One of them went away.
    }
  }

  private static void write(Socket socket, String text) throws IOException {
    OutputStream out = socket.getOutputStream();
    out.write(text.getBytes(StandardCharsets.ISO_8859_1));
    out.flush();
  }

  private static void start(Runnable work) {
    Thread thread = new Thread(work, "connect-proxy");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    listening.close();
  }
}
