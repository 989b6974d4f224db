// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.http;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** An HTTP/2 client that sends whatever frames it likes (RFC 9113). */
final class RawHttp2 implements AutoCloseable {
  static final int END_STREAM = 0x1;
  static final int END_HEADERS = 0x4;
  static final int CANCEL = 8;

  /** What a server says to a client that behaves like an attacker (RFC 9113, 7). */
  static final int ENHANCE_YOUR_CALM = 0xb;

  private static final int HEADERS = 0x1;
  private static final int RST_STREAM = 0x3;
  private static final int SETTINGS = 0x4;
  private static final int GOAWAY = 0x7;
  private static final int WINDOW_UPDATE = 0x8;
  private static final int CONTINUATION = 0x9;
  private static final int PATIENCE_MILLIS = 20_000;

  private final SSLSocket socket;
  private final OutputStream out;

  /** Why the server has ended the connection; empty where it only closed it. */
  private final CompletableFuture<Optional<Integer>> ended = new CompletableFuture<>();

  private final CompletableFuture<Void> answered = new CompletableFuture<>();

  RawHttp2(TestGateway gateway, PemPair trusted) throws Exception {
    socket =
        (SSLSocket)
            trusted
                .trusting()
                .getSocketFactory()
                .createSocket("127.0.0.1", gateway.url("/").getPort());
    socket.setSoTimeout(PATIENCE_MILLIS);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setApplicationProtocols(new String[] {"h2"});
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    out = socket.getOutputStream();
    out.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    frame(SETTINGS, 0, 0, new byte[0]);
    Thread reader = new Thread(this::read, "raw-http2");
    reader.setDaemon(true);
    reader.start();
  }

  /** A request for /healthz, whose header block goes on where the flags don't say END_HEADERS. */
  void headers(int stream, int flags) throws IOException {
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    // HPACK (RFC 7541): GET and https are in the static table; path and host as they are.
    block.write(0x82);
    block.write(0x87);
    literal(block, 4, "/healthz");
    literal(block, 1, "127.0.0.1:" + socket.getPort());
    frame(HEADERS, flags, stream, block.toByteArray());
  }

  /** More of a header block that does not end. */
  void continuation(int stream, byte[] fragment) throws IOException {
    frame(CONTINUATION, 0, stream, fragment);
  }

  void reset(int stream) throws IOException {
    frame(RST_STREAM, 0, stream, ByteBuffer.allocate(4).putInt(CANCEL).array());
  }

  /** A fault of the client's, upon which the server resets the stream. */
  void windowUpdateOfNothing(int stream) throws IOException {
    frame(WINDOW_UPDATE, 0, stream, new byte[4]);
  }

  /** Waits until the server has answered a request. */
  void awaitAnswer() {
    answered.orTimeout(PATIENCE_MILLIS, TimeUnit.MILLISECONDS).join();
  }

  /** Whether the server has ended the connection by now. */
  boolean isEnded() {
    return ended.isDone();
  }

  /** Waits until the server ends the connection; with the reason that it gave. */
  Optional<Integer> awaitEnd() {
    return ended.orTimeout(PATIENCE_MILLIS, TimeUnit.MILLISECONDS).join();
  }

  private static void literal(ByteArrayOutputStream block, int name, String value) {
    block.write(name);
    block.write(value.length());
    block.writeBytes(value.getBytes(StandardCharsets.US_ASCII));
  }

  private void frame(int type, int flags, int stream, byte[] payload) throws IOException {
    ByteBuffer frame = ByteBuffer.allocate(9 + payload.length);
    frame.put((byte) (payload.length >> 16)).putShort((short) payload.length);
    frame.put((byte) type).put((byte) flags).putInt(stream).put(payload);
    out.write(frame.array());
  }

  private void read() {
    Optional<Integer> reason = Optional.empty();
    try {
      DataInputStream in = new DataInputStream(socket.getInputStream());
      while (true) {
        int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
        int type = in.readUnsignedByte();
        in.readUnsignedByte();
        in.readInt();
        byte[] payload = in.readNBytes(length);
        if (payload.length < length) {
          throw new EOFException();
        }
        if (type == HEADERS) {
          answered.complete(null);
        } else if (type == GOAWAY) {
          reason = Optional.of(ByteBuffer.wrap(payload, 4, 4).getInt());
        }
      }
    } catch (SocketTimeoutException open) {
      ended.completeExceptionally(open);
    } catch (IOException closed) {
      ended.complete(reason);
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
