// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.crypto.tink.HybridDecrypt;
import com.google.crypto.tink.HybridEncrypt;
import com.google.crypto.tink.KeyTemplates;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.aead.internal.AesGcmJceUtil;
import com.google.crypto.tink.hybrid.HybridConfig;
import io.tokenbroker.key.TokenKey;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How long and how often a data key is used, and what it costs; see also {@link SealingTest}. */
class InboxSealerTest {
  private static final AssociatedData PLACE =
      SealedField.authorizationCode(TokenKey.personal("acme", "crm", "ann"), "authorization-1");
  private static final Secret CODE = Secret.of("SplxlOBeZQQYbYS6WxSbIA");
  private static final int LENGTH_BYTES = 2;

  private static KeysetHandle inbox;

  private final AtomicLong now = new AtomicLong();
  private final AtomicInteger wraps = new AtomicInteger();
  private final AtomicInteger unwraps = new AtomicInteger();
  private Opener opener;

  @BeforeAll
  static void makeKeyset() throws Exception {
    HybridConfig.register();
    inbox =
        KeysetHandle.generateNew(
            KeyTemplates.get("DHKEM_X25519_HKDF_SHA256_HKDF_SHA256_AES_256_GCM"));
  }

  @BeforeEach
  void makeOpener() throws Exception {
    opener = opener(inbox);
  }

  @Test
  void oneKeyServesManyValuesAndEachHasANonceOfItsOwn() throws Exception {
    Sealer sealer = sealer(1_000);

    List<ByteBuffer> sealed = seal(sealer, 500);

    assertThat(wrapped(sealed)).hasSize(1);
    assertThat(wraps).hasValue(1);
    assertThat(new HashSet<>(sealed.stream().map(InboxSealerTest::nonce).toList())).hasSize(500);
    assertThat(sealed).allSatisfy(this::opens);
    assertThat(unwraps).as("the broker keeps the key").hasValue(1);
  }

  @Test
  void aKeyThatIsAMinuteOldSealsNothing() throws Exception {
    Sealer sealer = sealer(1_000);
    ByteBuffer first = sealer.seal(CODE, PLACE);

    now.addAndGet(InboxSealer.LIFETIME.toNanos() - 1);
    ByteBuffer lastMoment = sealer.seal(CODE, PLACE);
    now.addAndGet(1);
    ByteBuffer later = sealer.seal(CODE, PLACE);

    assertThat(wrapped(List.of(first, lastMoment))).hasSize(1);
    assertThat(wrapped(List.of(first, later))).hasSize(2);
    assertThat(Stream.of(first, lastMoment, later)).allSatisfy(this::opens);
  }

  @Test
  void aKeySealsOnlySoOften() throws Exception {
    List<ByteBuffer> sealed = seal(sealer(10), 35);

    assertThat(wrapped(sealed)).hasSize(4);
    assertThat(sealed).allSatisfy(this::opens);
  }

  @Test
  void noKeySealsMoreOftenHoweverManySealAtOnce() throws Exception {
    Sealer sealer = sealer(10);
    ConcurrentHashMap<ByteBuffer, AtomicInteger> uses = new ConcurrentHashMap<>();

    List<ByteBuffer> sealed =
        IntStream.range(0, 1_000).parallel().mapToObj(i -> sealer.seal(CODE, PLACE)).toList();
    sealed.forEach(
        value ->
            uses.computeIfAbsent(wrapped(value), key -> new AtomicInteger()).incrementAndGet());

    assertThat(uses.values()).allSatisfy(count -> assertThat(count.get()).isLessThanOrEqualTo(10));
    assertThat(sealed).hasSize(1_000).allSatisfy(this::opens);
  }

  /**
   * Tink keeps a cipher for each thread, and so the key of its last use, which is the wrapping's.
   */
  @Test
  void whatWrappedAKeyDoesNotStayWithTheThread() throws Exception {
    HybridEncrypt hpke = encryption(inbox);
    AtomicReference<byte[]> wrapping = new AtomicReference<>(new byte[0]);
    Sealer sealer =
        new InboxSealer(
            (plaintext, context) -> {
              byte[] wrapped = hpke.encrypt(plaintext, context);
              wrapping.set(AesGcmJceUtil.getThreadLocalCipher().getIV());
              return wrapped;
            },
            1,
            now::get);

    for (int i = 0; i < 3; i++) {
      ByteBuffer sealed = sealer.seal(CODE, PLACE);
      assertThat(wrapping.get()).as("its nonce, which tells its use from others").hasSize(12);
      assertThat(AesGcmJceUtil.getThreadLocalCipher().getIV()).isNotEqualTo(wrapping.get());
      opens(sealed);
    }
  }

  @Test
  void theFirstFormStillOpens() throws Exception {
    HybridEncrypt hpke = encryption(inbox);

    ByteBuffer sealed = SealedForm.seal(hpke::encrypt, CODE.revealBytes(SecretAccess.get()), PLACE);

    assertThat(sealed.get(0)).isEqualTo((byte) 1);
    opens(sealed);
  }

  @Test
  void aValueOpensOnlyWithItsOwnDataKey() throws Exception {
    ByteBuffer one = sealer(1_000).seal(CODE, PLACE);
    ByteBuffer other = sealer(1_000).seal(CODE, PLACE);
    ByteBuffer mixed =
        DataKeys.form(wrapped(one), DataKeys.parts(other, PLACE).ciphertext().array());

    opens(one);
    opens(other);
    assertThatExceptionOfType(CannotOpenException.class)
        .isThrownBy(() -> opener.open(mixed, PLACE));
  }

  @Test
  void aWrappedKeyIsNoFieldAndAFieldIsNoWrappedKey() throws Exception {
    ByteBuffer value = sealer(1_000).seal(CODE, PLACE);
    HybridEncrypt hpke = encryption(inbox);
    byte[] key = new byte[DataKeys.KEY_BYTES];
    ByteBuffer field = SealedForm.seal(hpke::encrypt, key, PLACE);
    byte[] underIt =
        DataKeys.aead(key).encrypt(CODE.revealBytes(SecretAccess.get()), PLACE.bytes());

    assertThatExceptionOfType(CannotOpenException.class)
        .isThrownBy(() -> opener.open(wrapped(value), PLACE));
    assertThatExceptionOfType(CannotOpenException.class)
        .isThrownBy(() -> opener.open(DataKeys.form(field, underIt), PLACE));
  }

  @Test
  void whatWasSealedForTheFormerKeyOpensAfterTheKeysetWasRotated() throws Exception {
    ByteBuffer former = sealer(1_000).seal(CODE, PLACE);
    KeysetHandle rotated =
        KeysetHandle.newBuilder(inbox)
            .addEntry(
                KeysetHandle.generateEntryFromParameters(
                        inbox.getPrimary().getKey().getParameters())
                    .withRandomId()
                    .makePrimary())
            .build();
    ByteBuffer newer = sealer(rotated, 1_000).seal(CODE, PLACE);

    assertThat(opener(rotated).openSecret(former, PLACE)).isEqualTo(CODE);
    assertThat(opener(rotated).openSecret(newer, PLACE)).isEqualTo(CODE);
    assertThatExceptionOfType(UnknownKeyException.class)
        .as("a broker that has not got the new key yet tries again")
        .isThrownBy(() -> opener.open(newer, PLACE));
  }

  private void opens(ByteBuffer sealed) {
    assertThat(opener.openSecret(sealed, PLACE)).isEqualTo(CODE);
  }

  private static List<ByteBuffer> seal(Sealer sealer, int count) {
    return Stream.generate(() -> sealer.seal(CODE, PLACE)).limit(count).toList();
  }

  private static Set<ByteBuffer> wrapped(List<ByteBuffer> sealed) {
    return new HashSet<>(sealed.stream().map(InboxSealerTest::wrapped).toList());
  }

  private static ByteBuffer wrapped(ByteBuffer sealed) {
    return DataKeys.parts(sealed, PLACE).wrapped();
  }

  private static ByteBuffer nonce(ByteBuffer sealed) {
    return sealed.slice(1 + LENGTH_BYTES + wrapped(sealed).remaining(), 12);
  }

  private Sealer sealer(int maxSeals) throws GeneralSecurityException {
    return sealer(inbox, maxSeals);
  }

  private Sealer sealer(KeysetHandle keyset, int maxSeals) throws GeneralSecurityException {
    HybridEncrypt hpke = encryption(keyset);
    return new InboxSealer(
        (plaintext, context) -> {
          wraps.incrementAndGet();
          return hpke.encrypt(plaintext, context);
        },
        maxSeals,
        now::get);
  }

  private static HybridEncrypt encryption(KeysetHandle keyset) throws GeneralSecurityException {
    return keyset
        .getPublicKeysetHandle()
        .getPrimitive(RegistryConfiguration.get(), HybridEncrypt.class);
  }

  private Opener opener(KeysetHandle keyset) throws GeneralSecurityException {
    HybridDecrypt hpke = keyset.getPrimitive(RegistryConfiguration.get(), HybridDecrypt.class);
    return new InboxOpener(
        (ciphertext, context) -> {
          unwraps.incrementAndGet();
          return hpke.decrypt(ciphertext, context);
        },
        SealedForm.keyIds(keyset));
  }
}
