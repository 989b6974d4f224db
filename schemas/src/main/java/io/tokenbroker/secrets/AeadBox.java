// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.secrets;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Set;

/** Seals and opens with one symmetric keyset: for those who read what their own kind wrote. */
final class AeadBox implements Sealer, Opener {
  private final Aead aead;
  private final Set<Integer> keyIds;

  AeadBox(KeysetHandle keyset) throws GeneralSecurityException {
    this.aead = keyset.getPrimitive(RegistryConfiguration.get(), Aead.class);
    this.keyIds = SealedForm.keyIds(keyset);
  }

  @Override
  public ByteBuffer seal(byte[] plaintext, AssociatedData associatedData) {
    return SealedForm.seal(aead::encrypt, plaintext, associatedData);
  }

  @Override
  public byte[] open(ByteBuffer sealed, AssociatedData associatedData) {
    return SealedForm.open(aead::decrypt, keyIds, sealed, associatedData);
  }
}
