// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tokenbroker.key.TokenKey;
import io.tokenbroker.key.TokenVersion;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What holds for every way of sealing: symmetric keysets, and the broker's inbox in both forms. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SealingTest {
  private static final TokenKey KEY = TokenKey.personal("acme", "github", "ann");
  private static final TokenVersion VERSION = new TokenVersion(1_700_000_000_000L, 1);
  private static final AssociatedData DATA = SealedField.publishedAccessToken(KEY, VERSION);
  private static final Secret SECRET = Secret.of("gho_16C7e42F292c6912E7710c838347Ae178B4a");

  private final Map<Way, Pair> pairs = new HashMap<>();
  private final Map<Way, Pair> strangers = new HashMap<>();

  enum Way {
    BROKER,
    EXECUTORS,
    GATEWAY,
    BROKER_INBOX,
    BROKER_INBOX_STREAM;

    byte version() {
      return (byte) (this == BROKER_INBOX_STREAM ? 2 : 1);
    }
  }

  record Pair(Sealer sealer, Opener opener) {}

  @BeforeAll
  void makeKeysets(@TempDir Path folder) {
    fill(pairs, folder.resolve("a"));
    fill(strangers, folder.resolve("b"));
  }

  @ParameterizedTest
  @EnumSource
  void whatWasSealedOpens(Way way) {
    ByteBuffer sealed = pair(way).sealer().seal(SECRET, DATA);

    assertThat(pair(way).opener().openSecret(sealed, DATA)).isEqualTo(SECRET);
    assertThat(pair(way).opener().openSecret(sealed, DATA))
        .as("the buffer's position is left alone")
        .isEqualTo(SECRET);
  }

  @ParameterizedTest
  @EnumSource
  void aValueOpensFromTheMiddleOfABuffer(Way way) {
    ByteBuffer sealed = pair(way).sealer().seal(SECRET, DATA);
    ByteBuffer longer = ByteBuffer.allocate(sealed.remaining() + 10).position(3);
    longer.put(sealed).limit(longer.position()).position(3);

    assertThat(pair(way).opener().openSecret(longer.asReadOnlyBuffer(), DATA)).isEqualTo(SECRET);
  }

  @ParameterizedTest
  @EnumSource
  void theSealedFormNamesItsVersionAndShowsNothing(Way way) {
    ByteBuffer sealed = pair(way).sealer().seal(SECRET, DATA);

    assertThat(sealed.get(0)).isEqualTo(way.version());
    assertThat(StandardCharsets.ISO_8859_1.decode(sealed.duplicate()).toString())
        .doesNotContain(SECRET.reveal(SecretAccess.get()).substring(0, 8));
    assertThat(pair(way).sealer().seal(SECRET, DATA)).isNotEqualTo(sealed);
  }

  @ParameterizedTest
  @EnumSource
  void aValueThatWasMovedElsewhereDoesNotOpen(Way way) {
    ByteBuffer sealed = pair(way).sealer().seal(SECRET, DATA);

    List<AssociatedData> elsewhere =
        List.of(
            SealedField.publishedAccessToken(TokenKey.personal("acme", "github", "bob"), VERSION),
            SealedField.publishedAccessToken(TokenKey.shared("acme", "github"), VERSION),
            SealedField.publishedAccessToken(KEY, VERSION.next()),
            new AssociatedData(DATA.recordType(), DATA.key(), "refresh_token", DATA.qualifier()),
            new AssociatedData("Other", DATA.key(), DATA.field(), DATA.qualifier()),
            SealedField.grantState(KEY));

    for (AssociatedData other : elsewhere) {
      assertThatExceptionOfType(CannotOpenException.class)
          .isThrownBy(() -> pair(way).opener().open(sealed, other))
          .isNotInstanceOf(UnknownKeyException.class);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aKeyThatTheKeysetLacksIsToldApartFromAChangedValue(Way way) {
    ByteBuffer foreign =
        Optional.ofNullable(strangers.get(way)).orElseThrow().sealer().seal(SECRET, DATA);

    assertThatExceptionOfType(UnknownKeyException.class)
        .isThrownBy(() -> pair(way).opener().open(foreign, DATA))
        .withMessageContaining("which the keyset does not hold")
        .withMessageContaining(KEY.toString());
  }

  @ParameterizedTest
  @EnumSource
  void everyChangedByteIsNoticed(Way way) {
    ByteBuffer sealed = pair(way).sealer().seal(SECRET, DATA);

    for (int i = 0; i < sealed.remaining(); i++) {
      ByteBuffer changed = ByteBuffer.allocate(sealed.remaining()).put(sealed.duplicate()).flip();
      changed.put(i, (byte) (changed.get(i) ^ 1));
      assertThatExceptionOfType(CannotOpenException.class)
          .as("byte %d", i)
          .isThrownBy(() -> pair(way).opener().open(changed, DATA));
    }
  }

  @ParameterizedTest
  @EnumSource
  void everyCutOffValueIsRefused(Way way) {
    ByteBuffer sealed = pair(way).sealer().seal(SECRET, DATA);

    for (int length = 0; length < sealed.remaining(); length++) {
      ByteBuffer cut = sealed.duplicate().limit(length);
      assertThatExceptionOfType(CannotOpenException.class)
          .as("%d bytes", length)
          .isThrownBy(() -> pair(way).opener().open(cut, DATA));
    }
  }

  @ParameterizedTest
  @EnumSource
  void anotherFormatVersionIsRefusedAsSuch(Way way) {
    ByteBuffer sealed = pair(way).sealer().seal(SECRET, DATA);
    sealed.put(0, (byte) 3);

    assertThatThrownBy(() -> pair(way).opener().open(sealed, DATA))
        .isInstanceOf(CannotOpenException.class)
        .hasMessageContaining("not a sealed value of a known version");
  }

  @ParameterizedTest
  @EnumSource
  void noErrorShowsTheSecret(Way way) {
    ByteBuffer sealed = pair(way).sealer().seal(SECRET, DATA);

    assertThatThrownBy(() -> pair(way).opener().open(sealed, SealedField.grantState(KEY)))
        .hasStackTraceContaining("GrantState.value of " + KEY)
        .satisfies(
            error ->
                assertThat(error.toString()).doesNotContain(SECRET.reveal(SecretAccess.get())));
  }

  @Test
  void partsOfTheAssociatedDataCannotFlowIntoOneAnother() {
    assertThat(new AssociatedData("ab", "c", "d", "e").bytes())
        .isNotEqualTo(new AssociatedData("a", "bc", "d", "e").bytes());
    assertThat(new AssociatedData("a", "", "bc", "").bytes())
        .isNotEqualTo(new AssociatedData("a", "bc", "", "").bytes());
  }

  private Pair pair(Way way) {
    return Optional.ofNullable(pairs.get(way)).orElseThrow();
  }

  private static void fill(Map<Way, Pair> pairs, Path folder) {
    KeyEncryptionKey kek =
        KeyEncryptionKey.createFile(folder.resolveSibling(folder.getFileName() + ".kek"));
    KeysetFolder keysets = KeysetFolder.create(folder, kek);
    for (Way way : Way.values()) {
      pairs.put(
          way,
          switch (way) {
            case BROKER_INBOX -> new Pair(keysets.brokerInboxSealer(), keysets.brokerInboxOpener());
            case BROKER_INBOX_STREAM ->
                new Pair(keysets.brokerInboxStreamSealer(), keysets.brokerInboxOpener());
            case BROKER, EXECUTORS, GATEWAY ->
                new Pair(
                    keysets.sealer(KeysetName.valueOf(way.name())),
                    keysets.opener(KeysetName.valueOf(way.name())));
          });
    }
  }
}
