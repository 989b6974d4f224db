// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.secrets;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.subtle.Random;
import java.security.GeneralSecurityException;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The JDK's AES-256-GCM under one key: nonce, ciphertext, tag, as Tink's {@code AesGcmJce} writes
 * and reads it. Tink has one cipher for each thread, which computes a key's schedule whenever the
 * use before was under another key: on a thread that opens cookies and seals codes in turn, that
 * takes longer than both together. Here each key has ciphers of its own, as many as ever worked at
 * once. They hold the key too, so they go with it: a thread that kept one would keep the key, long
 * after it was forgotten. Thread-safe.
 */
final class DataKeyCipher implements Aead {
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BYTES = 16;

  private final SecretKeySpec key;
  private final Queue<Cipher> idle = new ConcurrentLinkedQueue<>();

  /** Copies the key. */
  DataKeyCipher(byte[] key) {
    this.key = new SecretKeySpec(key, "AES");
  }

  @Override
  public byte[] encrypt(byte[] plaintext, byte[] associatedData) throws GeneralSecurityException {
    byte[] nonce = Random.randBytes(NONCE_BYTES);
    byte[] ciphertext = new byte[NONCE_BYTES + plaintext.length + TAG_BYTES];
    System.arraycopy(nonce, 0, ciphertext, 0, NONCE_BYTES);
    Cipher cipher = ready(Cipher.ENCRYPT_MODE, nonce, associatedData);
    cipher.doFinal(plaintext, 0, plaintext.length, ciphertext, NONCE_BYTES);
    idle.add(cipher);
    return ciphertext;
  }

  @Override
  public byte[] decrypt(byte[] ciphertext, byte[] associatedData) throws GeneralSecurityException {
    if (ciphertext.length < NONCE_BYTES + TAG_BYTES) {
      throw new GeneralSecurityException("shorter than nonce and tag");
    }
    Cipher cipher = ready(Cipher.DECRYPT_MODE, ciphertext, associatedData);
    try {
      return cipher.doFinal(ciphertext, NONCE_BYTES, ciphertext.length - NONCE_BYTES);
    } finally {
      idle.add(cipher);
    }
  }

  /**
   * A cipher that nobody else uses, ready for one operation; to be given back afterwards.
   *
   * @param nonce its first bytes are the nonce
   */
  private Cipher ready(int mode, byte[] nonce, byte[] associatedData)
      throws GeneralSecurityException {
    Cipher cipher = Optional.ofNullable(idle.poll()).orElseGet(DataKeyCipher::newCipher);
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
