// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.secrets;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.subtle.Random;
import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The JDK's AES-256-GCM under one key: nonce, ciphertext, tag, as Tink's {@code AesGcmJce} writes
 * and reads it. Tink has one cipher for each thread, which computes a key's schedule whenever the
 * use before was under another key: on a thread that opens cookies and seals codes in turn, that
 * takes longer than both together. Here a thread has a cipher for each key, for as long as the key
 * is used. Thread-safe.
 */
final class DataKeyCipher implements Aead {
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BYTES = 16;

  private final SecretKeySpec key;
  private final ThreadLocal<Cipher> ciphers = ThreadLocal.withInitial(DataKeyCipher::newCipher);

  /** Copies the key. */
  DataKeyCipher(byte[] key) {
    this.key = new SecretKeySpec(key, "AES");
  }

  @Override
  public byte[] encrypt(byte[] plaintext, byte[] associatedData) throws GeneralSecurityException {
    byte[] nonce = Random.randBytes(NONCE_BYTES);
    byte[] ciphertext = new byte[NONCE_BYTES + plaintext.length + TAG_BYTES];
    System.arraycopy(nonce, 0, ciphertext, 0, NONCE_BYTES);
    Cipher cipher = cipher(Cipher.ENCRYPT_MODE, nonce, associatedData);
    cipher.doFinal(plaintext, 0, plaintext.length, ciphertext, NONCE_BYTES);
    return ciphertext;
  }

  @Override
  public byte[] decrypt(byte[] ciphertext, byte[] associatedData) throws GeneralSecurityException {
    if (ciphertext.length < NONCE_BYTES + TAG_BYTES) {
      throw new GeneralSecurityException("shorter than nonce and tag");
    }
    return cipher(Cipher.DECRYPT_MODE, ciphertext, associatedData)
        .doFinal(ciphertext, NONCE_BYTES, ciphertext.length - NONCE_BYTES);
  }

  /**
   * This thread's cipher, ready for one operation.
   *
   * @param nonce its first bytes are the nonce
   */
  private Cipher cipher(int mode, byte[] nonce, byte[] associatedData)
      throws GeneralSecurityException {
    Cipher cipher = ciphers.get();
    cipher.init(mode, key, new GCMParameterSpec(8 * TAG_BYTES, nonce, 0, NONCE_BYTES));
    cipher.updateAAD(associatedData);
    return cipher;
  }

  private static Cipher newCipher() {
    try {
      return Cipher.getInstance("AES/GCM/NoPadding");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has AES/GCM/NoPadding", e);
    }
  }
}
