// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StrictRequestDecoderTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/1.1\r\nHost: a\r\nX: b\r\n c: d\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\n\tX: b\r\n\r\n",
        "\r\nGET / HTTP/1.1\r\nHost: a\r\n\tX: b\r\n\r\n",
        "\r\n\r\nGET / HTTP/1.1\r\n Host: a\r\n\r\n",
        "GET  / HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET\t/ HTTP/1.1\r\nHost: a\r\n\r\n",
        "\r\n GET / HTTP/1.1\r\nHost: a\r\n\r\n"
      })
  void aBadHeadIsRefusedInHoweverManyPiecesItComes(String request) {
    assertThat(faultsOf(request, request.length())).containsExactly(true);
    for (int size = 1; size < request.length(); size++) {
      assertThat(faultsOf(request, size)).as("in pieces of %d", size).containsExactly(true);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
        "\r\nGET / HTTP/1.1\r\nHost: a\r\nX:  b c \r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 7\r\n\r\n\r\n a: b"
      })
  void aGoodOneIsNotNorTheNextOne(String request) {
    String two = request + request;
    for (int size = 1; size <= two.length(); size++) {
      assertThat(faultsOf(two, size)).as("in pieces of %d", size).containsExactly(false, false);
    }
  }

  /** Of each request that is decoded, whether it was refused. */
  private static List<Boolean> faultsOf(String text, int pieceSize) {
    EmbeddedChannel channel =
        new EmbeddedChannel(new StrictRequestDecoder(new HttpDecoderConfig()));
    for (int start = 0; start < text.length(); start += pieceSize) {
      String piece = text.substring(start, Math.min(text.length(), start + pieceSize));
      channel.writeInbound(Unpooled.copiedBuffer(piece, StandardCharsets.US_ASCII));
    }
    List<Boolean> faults = new ArrayList<>();
    for (Object message : channel.inboundMessages()) {
      if (message instanceof HttpRequest request) {
        faults.add(request.decoderResult().isFailure());
      }
      ReferenceCountUtil.release(message);
    }
    channel.inboundMessages().clear();
    channel.finishAndReleaseAll();
    return faults;
  }
}
