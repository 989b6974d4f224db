// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What a callback and a response tell besides tokens, and runners get with every event. */
class AttributesTest {
  private static final Map<String, String> CALLBACK = Map.of("realmId", "42", "region", "eu");

  private final Story story = new Story();

  @Test
  void whatTheCallbackBroughtIsPublishedWithTheFirstToken() {
    story.starts("a").comesBackWith("a", CALLBACK);
    story.succeeds(story.exchange(), Story.tokens("at-1", "rt-1"));

    assertThat(published()).isEqualTo(CALLBACK);
    assertThat(((Outcome.Succeeded) story.outcomes("a").get(0)).attributes()).isEqualTo(CALLBACK);
  }

  @Test
  void theResponseWinsOverTheCallback() {
    story.starts("a").comesBackWith("a", CALLBACK);
    story.succeeds(
        story.exchange(),
        Story.withAttributes(
            Story.tokens("at-1", "rt-1"), Map.of("region", "us", "team_id", "T1")));

    assertThat(published()).isEqualTo(Map.of("realmId", "42", "region", "us", "team_id", "T1"));
  }

  @Test
  void theyAreKeptWhileTheExchangeIsTriedAgain() {
    story.starts("a").comesBackWith("a", CALLBACK);
    story.isNotSent(story.exchange(), Optional.empty()).passesUntil(story.nextLook().orElseThrow());
    story.succeeds(story.exchange(), Story.tokens("at-1", "rt-1"));

    assertThat(published()).isEqualTo(CALLBACK);
  }

  @Test
  void aRefreshKeepsWhatItDoesNotNameAndReplacesWhatItDoes() {
    story.starts("a").comesBackWith("a", CALLBACK);
    story.succeeds(story.exchange(), Story.tokens("at-1", "rt-1"));
    story.passesUntil(story.refreshAt());
    story.succeeds(
        story.refresh(),
        Story.withAttributes(
            Story.tokens("at-2", "rt-2"), Map.of("region", "us", "instance_url", "https://na1")));

    assertThat(published())
        .isEqualTo(Map.of("realmId", "42", "region", "us", "instance_url", "https://na1"));
  }

  @Test
  void aNewAuthorizationStartsWithItsOwn() {
    story.starts("a").comesBackWith("a", CALLBACK);
    story.succeeds(story.exchange(), Story.tokens("at-1", "rt-1"));
    story.starts("b").comesBackWith("b", Map.of("realmId", "43"));
    story.succeeds(story.exchange(), Story.tokens("at-2", "rt-2"));

    assertThat(published()).isEqualTo(Map.of("realmId", "43"));
  }

  @Test
  void namesThatChangeWithEveryRefreshDoNotFillTheGrant() {
    story.authorized();
    for (int i = 0; i < 5; i++) {
      Map<String, String> all = new TreeMap<>();
      for (int name = 0; name < 16; name++) {
        all.put("refresh-" + i + "-" + name, "value");
      }
      story.passesUntil(story.refreshAt());
      story.succeeds(
          story.refresh(), Story.withAttributes(Story.tokens("at-" + i, "rt-" + i), all));
      assertThat(published()).hasSizeLessThanOrEqualTo(32).containsAllEntriesOf(all);
    }
  }

  private Map<String, String> published() {
    return story.theOnly(Effect.PublishToken.class).tokens().attributes();
  }
}
