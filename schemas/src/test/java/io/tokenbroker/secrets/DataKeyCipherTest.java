// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.secrets;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.subtle.AesGcmJce;
import com.google.crypto.tink.subtle.Random;
import com.sun.management.HotSpotDiagnosticMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DataKeyCipherTest {
  private static final byte[] PLACE = "place".getBytes(UTF_8);

  private final byte[] key = Random.randBytes(DataKeys.KEY_BYTES);
  private final Aead ours = new DataKeyCipher(key);

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 15, 16, 17, 4096})
  void tinkReadsWhatItWritesAndItReadsWhatTinkWrites(int length) throws Exception {
    Aead tinks = new AesGcmJce(key);
    byte[] plaintext = Random.randBytes(length);

    assertThat(tinks.decrypt(ours.encrypt(plaintext, PLACE), PLACE)).isEqualTo(plaintext);
    assertThat(ours.decrypt(tinks.encrypt(plaintext, PLACE), PLACE)).isEqualTo(plaintext);
  }

  @Test
  void noNonceComesTwice() throws Exception {
    Set<String> nonces = new HashSet<>();
    for (int i = 0; i < 1_000; i++) {
      nonces.add(Arrays.toString(Arrays.copyOf(ours.encrypt(PLACE, PLACE), 12)));
    }

    assertThat(nonces).hasSize(1_000);
  }

  @Test
  void whatWasChangedAnywhereDoesNotOpenAndTheNextOneDoes() throws Exception {
    byte[] sealed = ours.encrypt("code".getBytes(UTF_8), PLACE);
    for (int i = 0; i < sealed.length; i++) {
      byte[] changed = sealed.clone();
      changed[i] ^= 1;

      assertThatExceptionOfType(GeneralSecurityException.class)
          .as("byte %s", i)
          .isThrownBy(() -> ours.decrypt(changed, PLACE));
    }

    assertThat(ours.decrypt(sealed, PLACE)).isEqualTo("code".getBytes(UTF_8));
  }

  @Test
  void itOpensNeitherElsewhereNorUnderAnotherKeyNorWhenCut() throws Exception {
    byte[] sealed = ours.encrypt("code".getBytes(UTF_8), PLACE);
    Aead another = new DataKeyCipher(Random.randBytes(DataKeys.KEY_BYTES));

    assertThatExceptionOfType(GeneralSecurityException.class)
        .isThrownBy(() -> ours.decrypt(sealed, "elsewhere".getBytes(UTF_8)));
    assertThatExceptionOfType(GeneralSecurityException.class)
        .isThrownBy(() -> another.decrypt(sealed, PLACE));
    for (int length = 0; length < sealed.length; length++) {
      byte[] cut = Arrays.copyOf(sealed, length);
      assertThatExceptionOfType(GeneralSecurityException.class)
          .isThrownBy(() -> ours.decrypt(cut, PLACE));
    }
  }

  @Test
  void manyThreadsUseOneKeyAtOnce() {
    assertThat(IntStream.range(0, 2_000).parallel().filter(this::comesBack).count())
        .isEqualTo(2_000);
  }

  /** A heap dump shows what somebody sees who reads the process's memory. */
  @Test
  void aKeyThatIsForgottenIsNowhereInMemoryThoughTheThreadsThatUsedItGoOn(@TempDir Path folder)
      throws Exception {
    byte[] mask = Random.randBytes(DataKeys.KEY_BYTES);
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try {
      byte[] masked = thread.submit(() -> useAndForget(mask)).get(10, TimeUnit.SECONDS);
      Path dump = folder.resolve("heap.hprof");
      ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
          .dumpHeap(dump.toString(), true);

      assertThat(holds(dump, key)).as("one that is in use").isTrue();
      assertThat(holds(dump, combined(masked, mask))).isFalse();
    } finally {
      thread.shutdownNow();
    }
  }

  /** Uses a key that nobody else has; gives it in a form in which it is not found. */
  private static byte[] useAndForget(byte[] mask) throws GeneralSecurityException {
    byte[] used = Random.randBytes(DataKeys.KEY_BYTES);
    Aead cipher = new DataKeyCipher(used);
    assertThat(cipher.decrypt(cipher.encrypt(PLACE, PLACE), PLACE)).isEqualTo(PLACE);
    byte[] masked = combined(used, mask);
    Arrays.fill(used, (byte) 0);
    return masked;
  }

  private static byte[] combined(byte[] one, byte[] other) {
    byte[] combined = new byte[one.length];
    for (int i = 0; i < one.length; i++) {
      combined[i] = (byte) (one[i] ^ other[i]);
    }
    return combined;
  }

  private static boolean holds(Path file, byte[] wanted) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      MappedByteBuffer content = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
      for (int at = 0; at <= content.limit() - wanted.length; at++) {
        if (content.get(at) == wanted[0]
            && content.slice(at, wanted.length).equals(ByteBuffer.wrap(wanted))) {
          return true;
        }
      }
      return false;
    }
  }

  private boolean comesBack(int i) {
    byte[] plaintext = Integer.toString(i).getBytes(UTF_8);
    try {
      return Arrays.equals(ours.decrypt(ours.encrypt(plaintext, PLACE), PLACE), plaintext);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }
}
