// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tokenbroker.key.TokenKey.Owner;
import io.tokenbroker.key.TokenKey.Personal;
import io.tokenbroker.key.TokenKey.Shared;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenKeyTest {
  private static final List<String> HOSTILE_NAMES =
      List.of(
          "/",
          "//",
          "%",
          "%2F",
          "%2f",
          "%%",
          "..",
          ".",
          " ",
          "\t",
          "\n",
          "\0",
          "+",
          "a/b",
          "a%2Fb",
          "personal",
          "shared",
          "default",
          "é",
          "e\u0301",
          "\u202e",
          "\uFEFF",
          "😀",
          "\\",
          "?",
          "#",
          "a b",
          "A",
          "a",
          "@",
          "~",
          "null",
          "\u007f",
          "\u0080",
          "\uFFFD");

  @Property(tries = 2_000)
  void parseUndoesToString(@ForAll("keys") TokenKey key) {
    assertThat(TokenKey.parse(key.toString())).isEqualTo(key);
  }

  @Property(tries = 5_000)
  void everyTextThatParsesIsTheTextOfItsKey(@ForAll("texts") String text) {
    TokenKey key;
    try {
      key = TokenKey.parse(text);
    } catch (IllegalArgumentException refused) {
      return;
    }
    assertThat(key).hasToString(text);
  }

  @Property(tries = 2_000)
  void differentKeysHaveDifferentTexts(
      @ForAll("keys") TokenKey one, @ForAll("keys") TokenKey other) {
    assertThat(one.toString().equals(other.toString())).isEqualTo(one.equals(other));
  }

  @Property(tries = 1_000)
  void theTextHoldsOnlyPlainCharactersSlashesAndEscapes(@ForAll("keys") TokenKey key) {
    assertThat(key.toString()).matches("([A-Za-z0-9\\-._~@/]|%[0-9A-F]{2})+");
    assertThat(key.toString().split("/", -1)).hasSize(key.owner().user().isPresent() ? 5 : 4);
  }

  @Property(tries = 1_000)
  void theConnectorIsAPrefixOfTheKey(@ForAll("keys") TokenKey key) {
    assertThat(key.toString()).startsWith(key.connectorId() + "/");
  }

  @Test
  void theTextFormIsFixed() {
    assertThat(TokenKey.personal("acme", "github", "ann@example.com"))
        .hasToString("acme/github/personal/ann@example.com/default");
    assertThat(TokenKey.shared("acme", "git hub").withAlias("a/b"))
        .hasToString("acme/git%20hub/shared/a%2Fb");
    assertThat(TokenKey.personal("é", "%", "😀"))
        .hasToString("%C3%A9/%25/personal/%F0%9F%98%80/default");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "a",
        "a/b",
        "a/b/c",
        "a/b/personal/u",
        "a/b/shared",
        "a/b/shared/x/y",
        "a/b/personal/u/d/",
        "/b/shared/d",
        "a//shared/d",
        "a/b/shared/",
        "a/b/personal//d",
        "a/b/Shared/d",
        "a/b/sha%72ed/d",
        "a/b/shared/%",
        "a/b/shared/%2",
        "a/b/shared/%2f",
        "a/b/shared/%GG",
        "a/b/shared/%41",
        "a/b/shared/a b",
        "a/b/shared/é",
        "a/b/shared/%C3",
        "a/b/shared/%C0%AF",
        "a/b/shared/%ED%A0%80",
        "a/b/shared/%\uFF11\uFF11",
        "a/b/shared/+",
        "a/b/shared/%+1"
      })
  void aTextThatIsNotCanonicalIsRefused(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> TokenKey.parse(text));
  }

  @Test
  void aNameIsOneTo255BytesOfValidUnicode() {
    String longest = "é".repeat(127) + "x";

    assertThat(longest.getBytes(StandardCharsets.UTF_8)).hasSize(255);
    assertThat(TokenKey.parse(TokenKey.personal(longest, longest, longest).toString()))
        .isEqualTo(TokenKey.personal(longest, longest, longest));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TokenKey.personal(longest + "x", "c", "u"))
        .withMessageContaining("tenant is longer than 255");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TokenKey.shared("t", ""))
        .withMessage("connector is empty");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TokenKey.personal("t", "c", "half \uD83D"))
        .withMessageContaining("user is not valid Unicode");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TokenKey.shared("t", "c").withAlias("\uDE00"))
        .withMessageContaining("alias is not valid Unicode");
  }

  @Provide
  Arbitrary<TokenKey> keys() {
    Arbitrary<Owner> owners =
        Arbitraries.oneOf(names().map(Personal::new), Arbitraries.of(new Shared()));
    return Combinators.combine(names(), names(), owners, names()).as(TokenKey::new);
  }

  @Provide
  Arbitrary<String> texts() {
    Arbitrary<String> pieces =
        Arbitraries.oneOf(
            Arbitraries.of("personal", "shared", "a", "%2F", "%41", "%2f", "%", "", "%C3%A9", "é"),
            Arbitraries.strings().withChars("ab%/2F.~+ é").ofMaxLength(6));
    return pieces.list().ofMinSize(1).ofMaxSize(6).map(parts -> String.join("/", parts));
  }

  private static Arbitrary<String> names() {
    return Arbitraries.oneOf(
            Arbitraries.of(HOSTILE_NAMES),
            Arbitraries.strings().ofMinLength(1).ofMaxLength(60),
            Arbitraries.strings().withChars("/%2F.").ofMinLength(1).ofMaxLength(5))
        .filter(TokenKeyTest::isName);
  }

  private static boolean isName(String text) {
    return StandardCharsets.UTF_8.newEncoder().canEncode(text)
        && text.getBytes(StandardCharsets.UTF_8).length <= 255;
  }
}
