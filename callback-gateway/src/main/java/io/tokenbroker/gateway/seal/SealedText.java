// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.seal;

import io.tokenbroker.secrets.AssociatedData;
import io.tokenbroker.secrets.CannotOpenException;
import io.tokenbroker.secrets.Opener;
import io.tokenbroker.secrets.Sealer;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;

/** Sealed bytes as base64url without padding, for URLs and cookies. Thread-safe. */
public final class SealedText {
  private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

  private final Sealer sealer;
  private final Opener opener;

  private SealedText(Sealer sealer, Opener opener) {
    this.sealer = sealer;
    this.opener = opener;
  }

  /** Under the gateways' own keys: any gateway of the deployment opens what another has sealed. */
  public static SealedText of(GatewayKeys keys) {
    return new SealedText(keys.sealer(), keys.opener());
  }

  public String seal(byte[] plaintext, AssociatedData place) {
    ByteBuffer sealed = sealer.seal(plaintext, place);
    byte[] bytes = new byte[sealed.remaining()];
    sealed.get(bytes);
    return ENCODER.encodeToString(bytes);
  }

  /**
   * The plaintext.
   *
   * @throws CannotOpenException if it is not base64url, was changed, or belongs elsewhere
   */
  public byte[] open(String text, AssociatedData place) {
    byte[] bytes;
    try {
      bytes = Base64.getUrlDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      // The cause quotes a character of the text: leave it out.
      throw new CannotOpenException("not base64url: " + place.recordType());
    }
    if (!endsAsWritten(text, bytes)) {
      throw new CannotOpenException("not base64url as we write it: " + place.recordType());
    }
    return opener.open(ByteBuffer.wrap(bytes), place);
  }

  /**
   * Whether it is the one spelling of the bytes. Padding, and the bits that base64url has over at
   * its end, are in none of them (RFC 4648, 3.5): without this a text could be changed and still
   * open.
   */
  private static boolean endsAsWritten(String text, byte[] bytes) {
    byte[] rest = Arrays.copyOfRange(bytes, bytes.length - bytes.length % 3, bytes.length);
    return text.length() == (bytes.length * 4 + 2) / 3
        && text.endsWith(ENCODER.encodeToString(rest));
  }
}
