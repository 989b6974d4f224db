// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.secrets;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.google.crypto.tink.Aead;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/**
 * Opens what was sealed for the broker, in either form. Data keys that it unwrapped are kept for a
 * while, so that of the values of one key only the first costs a public-key operation; all that
 * open again later cost one more. Bounded by number and age. Thread-safe.
 */
final class InboxOpener implements Opener {
  private static final int MAX_KEYS = 1_000;
  private static final Duration KEEP = Duration.ofMinutes(5);

  private final SealedForm.Primitive hpke;
  private final Set<Integer> keyIds;

  /** By the wrapped key, every byte of it: a changed one is another key, and does not open. */
  private final Cache<ByteBuffer, Aead> unwrapped =
      Caffeine.newBuilder().maximumSize(MAX_KEYS).expireAfterAccess(KEEP).build();

  InboxOpener(SealedForm.Primitive hpke, Set<Integer> keyIds) {
    this.hpke = hpke;
    this.keyIds = keyIds;
  }

  @Override
  public byte[] open(ByteBuffer sealed, AssociatedData place) {
    if (!DataKeys.isSealedWithOne(sealed)) {
      return SealedForm.open(hpke, keyIds, sealed, place);
    }
    DataKeys.Parts parts = DataKeys.parts(sealed, place);
    Aead key =
        Optional.ofNullable(unwrapped.getIfPresent(parts.wrapped()))
            .orElseGet(() -> unwrap(parts, place));
    try {
      byte[] plaintext = key.decrypt(parts.ciphertext().array(), place.bytes());
      // Kept only now: what does not open takes no place from what does.
      unwrapped.put(parts.wrapped(), key);
      return plaintext;
    } catch (GeneralSecurityException e) {
      throw SealedForm.changedOrMoved(place, e);
    }
  }

  private Aead unwrap(DataKeys.Parts parts, AssociatedData place) {
    byte[] key = new byte[0];
    try {
      key = SealedForm.open(hpke, keyIds, parts.wrapped(), DataKeys.WRAPPED);
      return DataKeys.aead(key);
    } catch (UnknownKeyException e) {
      // The broker's own key, which may be distributed later; the message names it.
      throw new UnknownKeyException(e.getMessage() + ", for " + SealedForm.described(place));
    } catch (CannotOpenException | GeneralSecurityException e) {
      throw SealedForm.changedOrMoved(place, e);
    } finally {
      Arrays.fill(key, (byte) 0);
    }
  }
}
