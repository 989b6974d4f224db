// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.provider;

import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/**
 * Takes the encoding off an answer's body. What comes out is counted, not what was sent, and never
 * more is unpacked than may come out: a small body can't become a large one.
 */
final class AnswerBody {
  static final int MAX_BYTES = 1 << 20;

  /** What is asked for, and so all that should come. */
  static final String ACCEPTED_ENCODING = "gzip";

  /** Why a body can't be used; the text is the reason in the result. */
  static final class UnusableException extends Exception {
    private static final long serialVersionUID = 1L;

    UnusableException(String reason) {
      super(reason);
    }
  }

  /** A body of many empty members makes the JDK's stream recurse, once for each of them. */
  private static final int MAX_MEMBERS = 100;

  private AnswerBody() {}

  /** The body as it was before it was encoded. */
  static Buffer decoded(Optional<String> encoding, Buffer body) throws UnusableException {
    String name = encoding.map(text -> text.strip().toLowerCase(Locale.ROOT)).orElse("");
    return switch (name) {
      case "", "identity" -> body;
      case "gzip", "x-gzip" -> body.length() == 0 ? body : unzipped(body);
      default -> throw new UnusableException("unknown_content_encoding");
    };
  }

  private static Buffer unzipped(Buffer body) throws UnusableException {
    byte[] zipped = body.getBytes();
    if (members(zipped) > MAX_MEMBERS) {
      throw new UnusableException("unreadable_reply");
    }
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(zipped))) {
      byte[] whole = in.readNBytes(MAX_BYTES + 1);
      if (whole.length > MAX_BYTES) {
        throw new UnusableException("reply_too_large");
      }
      return Buffer.buffer(whole);
    } catch (IOException e) {
      throw new UnusableException("unreadable_reply");
    }
  }

  /** Each begins with 1F 8B 08 (RFC 1952, 2.3), which elsewhere is a rare coincidence. */
  private static int members(byte[] zipped) {
    int found = 0;
    for (int at = 0; at + 2 < zipped.length; at++) {
      if (zipped[at] == 0x1F && zipped[at + 1] == (byte) 0x8B && zipped[at + 2] == 8) {
        found++;
      }
    }
    return found;
  }
}
