// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.command;

import com.google.crypto.tink.Aead;
import java.security.GeneralSecurityException;

/** Stands where no key-encryption key is needed: sealing for the broker takes a public key only. */
final class AbsentKey implements Aead {
  @Override
  public byte[] encrypt(byte[] plaintext, byte[] associatedData) throws GeneralSecurityException {
    throw new GeneralSecurityException("there is no key-encryption key here");
  }

  @Override
  public byte[] decrypt(byte[] ciphertext, byte[] associatedData) throws GeneralSecurityException {
    throw new GeneralSecurityException("there is no key-encryption key here");
  }
}
