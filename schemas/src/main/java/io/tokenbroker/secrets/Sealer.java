// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.secrets;

import java.nio.ByteBuffer;

/**
 * Seals: what comes out is unreadable, and opens only with the same associated data. The form is a
 * version byte (1) followed by Tink's ciphertext, whose first five bytes name the key. Thread-safe.
 */
public interface Sealer {
  ByteBuffer seal(byte[] plaintext, AssociatedData associatedData);

  /** Seals a secret's UTF-8 bytes. */
  default ByteBuffer seal(Secret secret, AssociatedData associatedData) {
    return seal(secret.revealBytes(SecretAccess.get()), associatedData);
  }
}
