// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.secrets;

import java.nio.ByteBuffer;

/**
 * Seals: what comes out is unreadable, and opens only with the same associated data. The form
 * begins with its version: 1 is followed by Tink's ciphertext, whose first five bytes name the key;
 * 2 by a data key in the first form, then the ciphertext under that. Thread-safe.
 */
public interface Sealer {
  ByteBuffer seal(byte[] plaintext, AssociatedData associatedData);

  /** Seals a secret's UTF-8 bytes. */
  default ByteBuffer seal(Secret secret, AssociatedData associatedData) {
    return seal(secret.revealBytes(SecretAccess.get()), associatedData);
  }
}
