// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.secrets;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.subtle.AesGcmJce;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * Seals for the broker with data keys ({@link DataKeys}): a key seals for a minute and a bounded
 * number of times, then it is forgotten, used or not. Whoever needs the next one makes it, on its
 * own thread: that takes as long as one seal without data keys. Thread-safe.
 */
final class InboxSealer implements Sealer {
  static final Duration LIFETIME = Duration.ofMinutes(1);

  /** Far below where random nonces of 96 bits may meet (NIST SP 800-38D, 8.3: 2^32). */
  static final int MAX_SEALS = 1 << 20;

  private final SealedForm.Primitive hpke;
  private final int maxSeals;
  private final LongSupplier nanoTime;
  private final SecureRandom random = new SecureRandom();
  private volatile Optional<DataKey> current;

  InboxSealer(SealedForm.Primitive hpke) {
    this(hpke, MAX_SEALS, System::nanoTime);
  }

  InboxSealer(SealedForm.Primitive hpke, int maxSeals, LongSupplier nanoTime) {
    this.hpke = hpke;
    this.maxSeals = maxSeals;
    this.nanoTime = nanoTime;
    // Whatever is wrong with the keyset shows at the start.
    this.current = Optional.of(newKey());
  }

  @Override
  public ByteBuffer seal(byte[] plaintext, AssociatedData place) {
    DataKey key = usable(current).orElseGet(this::renewed);
    try {
      return DataKeys.form(key.wrapped(), key.aead().encrypt(plaintext, place.bytes()));
    } catch (GeneralSecurityException e) {
      throw SealedForm.notSealed(place, e);
    }
  }

  private Optional<DataKey> usable(Optional<DataKey> key) {
    return key.filter(
        is -> is.endsAt() - nanoTime.getAsLong() > 0 && is.left().getAndDecrement() > 0);
  }

  private synchronized DataKey renewed() {
    // Another thread may have been here before.
    return usable(current)
        .orElseGet(
            () -> {
              DataKey key = newKey();
              key.left().decrementAndGet();
              current = Optional.of(key);
              return key;
            });
  }

  private DataKey newKey() {
    byte[] bytes = new byte[DataKeys.KEY_BYTES];
    random.nextBytes(bytes);
    try {
      ByteBuffer wrapped = SealedForm.seal(hpke, bytes, DataKeys.WRAPPED).asReadOnlyBuffer();
      overwriteThreadsCipher();
      DataKey key =
          new DataKey(
              wrapped,
              DataKeys.aead(bytes),
              nanoTime.getAsLong() + LIFETIME.toNanos(),
              new AtomicInteger(maxSeals));
      forgetInTime(key);
      return key;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("could not make a data key", e);
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  /**
   * Tink has a cipher for each thread, which keeps the key of its last use: that of the wrapping,
   * with which the data key could be had from any value. One that opens nothing takes its place.
   */
  private void overwriteThreadsCipher() throws GeneralSecurityException {
    byte[] nobodys = new byte[DataKeys.KEY_BYTES];
    random.nextBytes(nobodys);
    byte[] unused = new AesGcmJce(nobodys).encrypt(new byte[0], new byte[0]);
  }

  /** On the JDK's own timer: an idle process keeps no key either. */
  private void forgetInTime(DataKey key) {
    CompletableFuture.delayedExecutor(LIFETIME.toMillis(), TimeUnit.MILLISECONDS, Runnable::run)
        .execute(() -> forget(key));
  }

  private synchronized void forget(DataKey key) {
    current = current.filter(is -> !is.equals(key));
  }

  /**
   * A data key at work.
   *
   * @param wrapped as it goes into each value
   * @param endsAt by {@code nanoTime}
   * @param left how often it may still seal
   */
  private record DataKey(ByteBuffer wrapped, Aead aead, long endsAt, AtomicInteger left) {}
}
