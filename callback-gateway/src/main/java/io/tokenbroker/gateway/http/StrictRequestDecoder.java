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
  private Part part = Part.REQUEST_LINE;
  private Optional<String> fault = Optional.empty();

  /** What of a request comes next. */
  private enum Part {
    REQUEST_LINE,
    FIELDS,
    BODY
  }

  StrictRequestDecoder(HttpDecoderConfig limits) {
    super(limits);
  }

  @Override
  protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out)
      throws Exception {
    if (part != Part.BODY) {
      lookAtHead(in);
    }
    int before = out.size();
    super.decode(context, in, out);
    for (Object message : out.subList(before, out.size())) {
      if (message instanceof HttpRequest request) {
        part = Part.BODY;
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
        part = Part.REQUEST_LINE;
        fault = Optional.empty();
      }
    }
  }

  @Override
  protected void handleTransferEncodingChunkedWithContentLength(HttpMessage message) {
    throw new IllegalArgumentException("both Content-Length and Transfer-Encoding");
  }

  /**
   * Looks at the lines that Netty is about to consume. It takes whole ones, so what is in the
   * buffer starts with one; a line that has not come whole is looked at when it has. Empty lines
   * before the request line are passed over (RFC 9112, 2.2).
   */
  private void lookAtHead(ByteBuf in) {
    int start = in.readerIndex();
    int end = endOfLine(in, start);
    while (end >= 0) {
      boolean isEmpty = end == start || (end == start + 1 && in.getByte(start) == '\r');
      if (isEmpty && part == Part.FIELDS) {
        return;
      }
      if (!isEmpty && part == Part.REQUEST_LINE) {
        lookAtRequestLine(in, start, end);
        part = Part.FIELDS;
      } else if (!isEmpty && isSpace(in.getByte(start))) {
        fault = Optional.of("a folded header line");
      }
      start = end + 1;
      end = endOfLine(in, start);
    }
  }

  private void lookAtRequestLine(ByteBuf in, int start, int end) {
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

  private static int endOfLine(ByteBuf in, int start) {
    return in.indexOf(start, in.writerIndex(), (byte) '\n');
  }

  private static boolean isSpace(byte octet) {
    return octet == ' ' || octet == '\t';
  }
}
