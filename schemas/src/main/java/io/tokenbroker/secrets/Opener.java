// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.secrets;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Opens what the matching {@link Sealer} sealed. Thread-safe. */
public interface Opener {
  /**
   * Opens a sealed value; the buffer's position is left alone.
   *
   * @throws UnknownKeyException if the keyset lacks the key: it may be distributed later, so the
   *     record is to be tried again
   * @throws CannotOpenException if the value is malformed, was changed, or belongs elsewhere: it
   *     will never open
   */
  byte[] open(ByteBuffer sealed, AssociatedData associatedData);

  /** Opens a sealed secret. */
  default Secret openSecret(ByteBuffer sealed, AssociatedData associatedData) {
    return Secret.of(new String(open(sealed, associatedData), StandardCharsets.UTF_8));
  }
}
