// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.secrets;

import com.google.crypto.tink.Aead;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;

/**
 * The second sealed form, for whoever seals often for the broker: the field under a symmetric data
 * key, and beside it that key, sealed for the broker as any field is (the first form). So one
 * public-key operation serves many fields, and every value still opens by itself:
 *
 * <pre>0x02 | length of the wrapped key, 2 bytes, big-endian | wrapped key | nonce | ciphertext
 * </pre>
 *
 * AES-256-GCM with a random nonce of 96 bits. What a value belongs to is authenticated as in the
 * first form; that a wrapped key is one, and no field, is in its own context.
 */
final class DataKeys {
  static final byte VERSION_2 = 2;
  static final int KEY_BYTES = 32;

  /** HPKE's context of a wrapped key: no record is called so. */
  static final AssociatedData WRAPPED = new AssociatedData("DataKey", "", "key", "");

  private static final int LENGTH_BYTES = Short.BYTES;

  /** More than any wrapped key has; so no value makes a reader hold much. */
  private static final int MAX_WRAPPED = 1024;

  private DataKeys() {}

  /**
   * A data key as the primitive that uses it.
   *
   * @throws GeneralSecurityException if it has not the length of a key
   */
  static Aead aead(byte[] key) throws GeneralSecurityException {
    if (key.length != KEY_BYTES) {
      throw new GeneralSecurityException("a data key has " + KEY_BYTES + " bytes");
    }
    return new DataKeyCipher(key);
  }

  static boolean isSealedWithOne(ByteBuffer sealed) {
    return sealed.hasRemaining() && sealed.get(sealed.position()) == VERSION_2;
  }

  /** The second form of what was encrypted. */
  static ByteBuffer form(ByteBuffer wrapped, byte[] ciphertext) {
    return ByteBuffer.allocate(1 + LENGTH_BYTES + wrapped.remaining() + ciphertext.length)
        .put(VERSION_2)
        .putShort((short) wrapped.remaining())
        .put(wrapped.duplicate())
        .put(ciphertext)
        .flip();
  }

  /** The parts of a value in the second form, each with an array of its own. */
  record Parts(ByteBuffer wrapped, ByteBuffer ciphertext) {}

  /**
   * Takes a value in the second form apart; its buffer's position is left alone.
   *
   * @throws CannotOpenException if it is shorter than it says
   */
  static Parts parts(ByteBuffer sealed, AssociatedData place) {
    ByteBuffer in = sealed.duplicate();
    in.get();
    int length = in.remaining() < LENGTH_BYTES ? 0 : Short.toUnsignedInt(in.getShort());
    if (length == 0 || length > MAX_WRAPPED || length > in.remaining()) {
      throw new CannotOpenException(
          "sealed value without its data key: " + SealedForm.described(place));
    }
    byte[] wrapped = new byte[length];
    in.get(wrapped);
    byte[] ciphertext = new byte[in.remaining()];
    in.get(ciphertext);
    return new Parts(ByteBuffer.wrap(wrapped), ByteBuffer.wrap(ciphertext));
  }
}
