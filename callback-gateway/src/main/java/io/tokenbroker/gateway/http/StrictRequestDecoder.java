// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.List;
import java.util.Optional;

/**
 * Netty's decoder, where it mends a request that RFC 9112 lets a server refuse: mended, it may be
 * another request than the one that a proxy in front saw. Refused are Content-Length beside
 * Transfer-Encoding (6.3), folded header lines (5.2), and request lines with any other white space
 * than the two single spaces (3).
 */
final class StrictRequestDecoder extends HttpRequestDecoder {
  private boolean inHead = true;
  private boolean beforeLine = true;
  private Optional<String> fault = Optional.empty();

  StrictRequestDecoder(HttpDecoderConfig limits) {
    super(limits);
  }

  @Override
  protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out)
      throws Exception {
    if (inHead && hasFoldedLine(in)) {
      fault = Optional.of("a folded header line");
    }
    if (beforeLine) {
      lookAtRequestLine(in);
    }
    int before = out.size();
    super.decode(context, in, out);
    for (Object message : out.subList(before, out.size())) {
      if (message instanceof HttpRequest request) {
        inHead = false;
        fault.ifPresent(
            text ->
                request.setDecoderResult(
                    DecoderResult.failure(new IllegalArgumentException(text))));
      }
      if (!(message instanceof HttpRequest)
          && message instanceof HttpContent body
          && body.decoderResult().isFailure()) {
        // Whatever the decoder stumbled over: it is the client's fault, and told as one.
        body.setDecoderResult(DecoderResult.failure(new DecoderException("a malformed body")));
      }
      if (message instanceof LastHttpContent) {
        inHead = true;
        beforeLine = true;
        fault = Optional.empty();
      }
    }
  }

  @Override
  protected void handleTransferEncodingChunkedWithContentLength(HttpMessage message) {
    throw new IllegalArgumentException("both Content-Length and Transfer-Encoding");
  }

  /** Empty lines before it are passed over (2.2); one that has not come whole is left for later. */
  private void lookAtRequestLine(ByteBuf in) {
    int start = in.readerIndex();
    while (start < in.writerIndex() && isLineEnd(in.getByte(start))) {
      start++;
    }
    int end = in.indexOf(start, in.writerIndex(), (byte) '\n');
    if (end < 0) {
      return;
    }
    beforeLine = false;
    int spaces = 0;
    for (int at = start; at < end; at++) {
      byte octet = in.getByte(at);
      boolean isEnd = octet == '\r' && at == end - 1;
      if (octet == ' ') {
        spaces++;
      } else if (octet >= 0 && octet < ' ' && !isEnd) {
        fault = Optional.of("a control character in the request line");
      }
    }
    if (spaces != 2) {
      fault = Optional.of("a request line of other than three words");
    }
  }

  private static boolean isLineEnd(byte octet) {
    return octet == '\r' || octet == '\n';
  }

  /**
   * Whether a line of the head starts with white space. Netty consumes whole lines, so what is in
   * the buffer starts with one.
   */
  private static boolean hasFoldedLine(ByteBuf in) {
    int start = in.readerIndex();
    while (start < in.writerIndex()) {
      byte first = in.getByte(start);
      if (first == ' ' || first == '\t') {
        return true;
      }
      int end = in.indexOf(start, in.writerIndex(), (byte) '\n');
      if (end < 0 || first == '\r' || first == '\n') {
        return false;
      }
      start = end + 1;
    }
    return false;
  }
}
