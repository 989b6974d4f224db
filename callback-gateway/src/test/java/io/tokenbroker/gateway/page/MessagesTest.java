// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessagesTest {
  private static final Pattern ARGUMENT = Pattern.compile("\\{\\d+}");
  private static final Pattern KEY =
      Pattern.compile("\"([a-z_]+(?:\\.[a-z_]+)+|go_on|brand|foot)\"");
  private static final Pattern LONE_APOSTROPHE = Pattern.compile("(?<!')'(?!')");

  static final Set<String> TEMPLATES =
      Set.of(
          "layout",
          "open",
          "scene",
          "icon",
          "notice",
          "connect",
          "waiting",
          "outcome",
          "connections",
          "connection");
  static final java.util.List<Locale> LANGUAGES = Messages.LANGUAGES;

  @ParameterizedTest
  @FieldSource("LANGUAGES")
  void everyNoticeHasItsTexts(Locale language) throws IOException {
    Properties texts = texts(language);
    for (NoticeText notice : NoticeText.values()) {
      String key = "notice." + notice.key();
      assertThat(texts.getProperty(key + ".title")).as(key + ".title").isNotBlank();
      assertThat(texts.getProperty(key + ".text")).as(key + ".text").isNotBlank();
      assertThat(texts.getProperty(key + ".advice")).as(key + ".advice").isNotNull();
    }
  }

  @ParameterizedTest
  @FieldSource("LANGUAGES")
  void everyKeyThatATemplateNamesHasAText(Locale language) throws IOException {
    Properties texts = texts(language);
    for (String template : TEMPLATES) {
      Matcher key = KEY.matcher(resource("templates/" + template + ".peb"));
      while (key.find()) {
        if (!key.group(1).matches(".*\\.(peb|css|js|svg)")) {
          assertThat(texts.getProperty(key.group(1))).as(key.group(1)).isNotBlank();
        }
      }
    }
  }

  @ParameterizedTest
  @FieldSource("LANGUAGES")
  void everyLanguageHasTheSameTextsWithTheSameArguments(Locale language) throws IOException {
    Properties english = texts(Locale.ENGLISH);
    Properties other = texts(language);
    assertThat(other.stringPropertyNames()).isEqualTo(english.stringPropertyNames());
    for (String key : english.stringPropertyNames()) {
      assertThat(arguments(other.getProperty(key)))
          .as(key)
          .isEqualTo(arguments(english.getProperty(key)));
      assertThat(other.getProperty(key).isBlank())
          .as(key)
          .isEqualTo(english.getProperty(key).isBlank());
    }
  }

  @ParameterizedTest
  @FieldSource("LANGUAGES")
  void anApostropheIsWrittenTwice(Locale language) throws IOException {
    assertThat(texts(language).values())
        .allSatisfy(text -> assertThat((String) text).doesNotContainPattern(LONE_APOSTROPHE));
  }

  @ParameterizedTest
  @FieldSource("LANGUAGES")
  void everyStateOfAGrantHasAText(Locale language) {
    Messages messages = Messages.in(language);
    assertThat(Stream.concat(SamplePages.STATES.stream(), Stream.of("awaiting_confirmation")))
        .allSatisfy(state -> assertThat(messages.has("state." + state)).as(state).isTrue());
    assertThat(messages.state("new_state")).isEqualTo(messages.get("state.unknown"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "access_denied",
        "invalid_grant",
        "expired",
        "superseded",
        "revoked",
        "account_mismatch",
        "outcome_unknown",
        "paused",
        "provider_unavailable",
        "unknown_connector",
        "unknown_authorization",
        "unsupported_grant_type",
        "not_confirmed",
        "binding_missing"
      })
  void everyReasonInTheDocumentsHasAText(String reason) {
    for (Locale language : LANGUAGES) {
      Messages messages = Messages.in(language);
      assertThat(messages.reason(Optional.of(reason)))
          .isEqualTo(messages.get("reason." + reason))
          .isNotEqualTo(messages.get("reason.other"));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "de|de",
        "de-AT|de",
        "fr, de;q=0.5, en;q=0.4|de",
        "en;q=0.4, de;q=0.5|de",
        "fr, en;q=0.5, de;q=0.4|en",
        "en, de|en",
        "fr|en",
        "*|en",
        "de;q=0|en",
        "de;q=0, en|en",
        "not a header;;q=x|en",
        "','|en",
        "-|en",
        "''|en"
      })
  void theLanguageIsTheOneThatTheBrowserLikesBest(String header, String language) {
    assertThat(Messages.negotiated(Optional.of(header))).isEqualTo(Locale.forLanguageTag(language));
  }

  @Test
  void aBrowserThatSaysNothingOrTooMuchGetsEnglish() {
    assertThat(Messages.negotiated(Optional.empty())).isEqualTo(Locale.ENGLISH);
    assertThat(Messages.negotiated(Optional.of("de," + "x".repeat(5_000))))
        .isEqualTo(Locale.ENGLISH);
  }

  @Test
  void aTagThatIsLongerThanAnyLanguagesIsNotLookedUp() {
    assertThat(Messages.negotiated(Optional.of("de, zh" + "-aa".repeat(100))))
        .isEqualTo(Locale.ENGLISH);
  }

  @Test
  void aValueIsNoPattern() {
    assertThat(Messages.in(Locale.ENGLISH).get("connect.title", java.util.List.of("{0} ' {1}")))
        .isEqualTo("Connect {0} ' {1}");
  }

  private static Set<String> arguments(String text) {
    return ARGUMENT
        .matcher(text)
        .results()
        .map(found -> found.group())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Properties texts(Locale language) throws IOException {
    Properties texts = new Properties();
    try (InputStream in =
        Messages.class.getResourceAsStream(
            language.equals(Locale.ENGLISH)
                ? "messages.properties"
                : "messages_" + language.getLanguage() + ".properties")) {
      texts.load(new InputStreamReader(in, StandardCharsets.UTF_8));
    }
    return texts;
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = Messages.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
