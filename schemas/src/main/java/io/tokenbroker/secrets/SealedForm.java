// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.secrets;

import com.google.crypto.tink.KeysetHandle;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.HashSet;
import java.util.Set;

/** Version byte and key id of a sealed value's first form: the part of it that is ours. */
final class SealedForm {
  static final byte VERSION_1 = 1;
  private static final byte TINK_PREFIX = 1;
  private static final int HEADER = 1 + 1 + Integer.BYTES;

  /** One of Tink's primitives at work. */
  @FunctionalInterface
  interface Primitive {
    byte[] apply(byte[] input, byte[] context) throws GeneralSecurityException;
  }

  private SealedForm() {}

  static Set<Integer> keyIds(KeysetHandle keyset) {
    Set<Integer> ids = new HashSet<>();
    for (int i = 0; i < keyset.size(); i++) {
      ids.add(keyset.getAt(i).getId());
    }
    return ids;
  }

  static ByteBuffer seal(Primitive encrypt, byte[] plaintext, AssociatedData associatedData) {
    try {
      byte[] ciphertext = encrypt.apply(plaintext, associatedData.bytes());
      return ByteBuffer.allocate(1 + ciphertext.length).put(VERSION_1).put(ciphertext).flip();
    } catch (GeneralSecurityException e) {
      throw notSealed(associatedData, e);
    }
  }

  static byte[] open(
      Primitive decrypt, Set<Integer> keyIds, ByteBuffer sealed, AssociatedData associatedData) {
    ByteBuffer input = sealed.duplicate();
    if (input.remaining() <= HEADER || input.get(input.position()) != VERSION_1) {
      throw new CannotOpenException(
          "not a sealed value of a known version: " + described(associatedData));
    }
    if (input.get(input.position() + 1) != TINK_PREFIX) {
      throw new CannotOpenException("sealed value without a key id: " + described(associatedData));
    }
    int keyId = input.getInt(input.position() + 2);
    if (!keyIds.contains(keyId)) {
      throw new UnknownKeyException(
          "sealed with key "
              + Integer.toUnsignedString(keyId)
              + ", which the keyset does not hold: "
              + described(associatedData));
    }
    byte[] ciphertext = new byte[input.remaining() - 1];
    input.get();
    input.get(ciphertext);
    try {
      return decrypt.apply(ciphertext, associatedData.bytes());
    } catch (GeneralSecurityException e) {
      throw changedOrMoved(associatedData, e);
    }
  }

  static IllegalStateException notSealed(AssociatedData place, GeneralSecurityException cause) {
    return new IllegalStateException("could not seal " + described(place), cause);
  }

  static CannotOpenException changedOrMoved(AssociatedData place, Exception cause) {
    return new CannotOpenException(
        "sealed value was changed or belongs elsewhere: " + described(place), cause);
  }

  static String described(AssociatedData data) {
    return data.recordType() + "." + data.field() + " of " + data.key() + " " + data.qualifier();
  }
}
