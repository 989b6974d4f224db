// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.seal;

import io.tokenbroker.secrets.AssociatedData;
import io.tokenbroker.secrets.CannotOpenException;
import io.tokenbroker.secrets.Opener;
import io.tokenbroker.secrets.Sealer;
import java.nio.ByteBuffer;
import java.util.Base64;

/** Sealed bytes as base64url without padding, for URLs and cookies. Thread-safe. */
public final class SealedText {
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
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
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
    return opener.open(ByteBuffer.wrap(bytes), place);
  }
}
