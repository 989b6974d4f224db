// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tokenbroker.event.ApiKeyDefined;
import io.tokenbroker.gateway.event.UnavailableException;
import io.tokenbroker.secrets.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApiKeysTest {
  private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");
  private static final Duration OFTEN = Duration.ofMillis(20);

  @TempDir Path folder = Path.of("");

  @Test
  void afterARotationTheFormerTextWorksUntilItsTimeIsOver() {
    ApiKey.Made first = made("shop");
    ApiKey.Made second = first.key().rotated(NOW.plusSeconds(60));

    assertThat(keys(second.key(), NOW).find(second.text())).isPresent();
    assertThat(keys(second.key(), NOW.plusSeconds(59)).find(first.text())).isPresent();
    assertThat(keys(second.key(), NOW.plusSeconds(60)).find(first.text())).isEmpty();
    assertThat(keys(second.key(), NOW.plusSeconds(60)).find(second.text())).isPresent();
    ApiKey third = second.key().rotated(NOW.plusSeconds(90)).key();
    assertThat(keys(third, NOW).find(first.text())).isEmpty();
  }

  @Test
  void anExpiredKeyDoesNotWorkByItsFormerTextEither() {
    ApiKey.Made first =
        ApiKey.make("shop", "acme", Optional.empty(), Set.of(ApiScope.READ_ANY), Optional.of(NOW));
    ApiKey rotated = first.key().rotated(NOW.plusSeconds(60)).key();

    assertThat(keys(rotated, NOW.minusSeconds(1)).find(first.text())).isPresent();
    assertThat(keys(rotated, NOW).find(first.text())).isEmpty();
  }

  @Test
  void everythingOfAKeyIsInTheFileAndInTheEvent() {
    ApiKey key =
        ApiKey.make(
                "alice-1",
                "acme",
                Optional.of("alice"),
                Set.of(ApiScope.START, ApiScope.READ_ANY),
                Optional.of(NOW.plusSeconds(900)))
            .key()
            .rotated(NOW.plusSeconds(60))
            .key();
    ApiKeyFile file = new ApiKeyFile(path());
    file.put(key);

    assertThat(file.read()).containsExactly(key);
    assertThat(ApiKeyEvents.key(ApiKeyEvents.event(key, "operator:test", NOW))).isEqualTo(key);
    file.remove("alice-1");
    assertThat(file.read()).isEmpty();
  }

  @Test
  void aScopeOfALaterVersionIsLeftOut() {
    ApiKeyDefined event =
        ApiKeyDefined.newBuilder(ApiKeyEvents.event(made("shop").key(), "operator:test", NOW))
            .setScopes(List.of("read:any", "fly"))
            .build();

    assertThat(ApiKeyEvents.key(event).scopes()).containsExactly(ApiScope.READ_ANY);
  }

  @Test
  void keysOfAllSourcesWorkAndTheFirstThatHasAnIdDecides() {
    ApiKey.Made inBoth = made("shop");
    ApiKey.Made newer = made("shop");
    ApiKey.Made inOne = made("crm");
    TestSource topic = new TestSource(inBoth.key(), inOne.key());
    ApiKeys keys = new ApiKeys(clockAt(NOW), new FixedApiKeys(List.of(newer.key())), topic);

    assertThat(keys.find(newer.text())).isPresent();
    assertThat(keys.find(inBoth.text())).isEmpty();
    assertThat(keys.find(inOne.text())).isPresent();
    topic.byId.remove("crm");
    assertThat(keys.find(inOne.text())).isEmpty();
  }

  @Test
  void aKeyThatMayNotHaveBeenReadYetIsNotCalledUnknown() {
    TestSource topic = new TestSource(made("shop").key());
    ApiKeys keys = new ApiKeys(clockAt(NOW), topic);
    topic.complete = false;

    assertThatThrownBy(() -> keys.find(made("late").text()))
        .isInstanceOf(UnavailableException.class);
    assertThat(keys.find(Secret.of("nonsense"))).isEmpty();
    topic.complete = true;
    assertThat(keys.find(made("shop").text())).isEmpty();
    assertThat(keys.find(made("late").text())).isEmpty();
  }

  @Test
  void aKeyThatMayHaveBeenTakenBackFurtherOnInTheTopicDoesNotWorkYet() {
    ApiKey.Made shop = made("shop");
    TestSource topic = new TestSource(shop.key());
    ApiKey.Made inFile = made("file");
    ApiKeys keys = new ApiKeys(clockAt(NOW), new FixedApiKeys(List.of(inFile.key())), topic);
    topic.complete = false;

    assertThatThrownBy(() -> keys.find(shop.text())).isInstanceOf(UnavailableException.class);
    assertThat(keys.find(inFile.text())).isPresent();
    topic.complete = true;
    assertThat(keys.find(shop.text())).isPresent();
  }

  @Test
  void aChangeOfTheFileCountsWithoutARestart() {
    ApiKeyFile file = new ApiKeyFile(path());
    ApiKey.Made shop = made("shop");
    file.put(shop.key());
    try (FollowedKeyFile followed = FollowedKeyFile.follow(file, OFTEN)) {
      ApiKeys keys = new ApiKeys(clockAt(NOW), followed);
      ApiKey.Made late = made("late");
      file.put(late.key());
      Awaitility.await().until(() -> keys.find(late.text()).isPresent());

      file.remove("shop");
      Awaitility.await().until(() -> keys.find(shop.text()).isEmpty());
      assertThat(followed.trouble()).isEmpty();
    }
  }

  @Test
  void aBrokenFileLeavesTheFormerKeysInForceAndIsReported() throws IOException {
    ApiKeyFile file = new ApiKeyFile(path());
    ApiKey.Made shop = made("shop");
    file.put(shop.key());
    String good = Files.readString(path());
    try (FollowedKeyFile followed = FollowedKeyFile.follow(file, OFTEN)) {
      ApiKeys keys = new ApiKeys(clockAt(NOW), followed);
      for (String broken :
          List.of("", "version: 1\nkeys: [{id: x}]", good + good.substring(good.indexOf("- id")))) {
        Files.writeString(path(), broken);
        Awaitility.await().until(() -> followed.trouble().isPresent());
        assertThat(keys.find(shop.text())).isPresent();
        Files.writeString(path(), good);
        Awaitility.await().until(() -> followed.trouble().isEmpty());
      }
      Files.delete(path());
      Awaitility.await().until(() -> followed.trouble().isPresent());
      assertThat(keys.find(shop.text())).isPresent();
    }
  }

  private Path path() {
    return folder.resolve("api-keys.yaml");
  }

  private static ApiKey.Made made(String id) {
    return ApiKey.make(id, "acme", Optional.empty(), Set.of(ApiScope.READ_ANY), Optional.empty());
  }

  private static ApiKeys keys(ApiKey key, Instant now) {
    return new ApiKeys(List.of(key), clockAt(now));
  }

  private static Clock clockAt(Instant now) {
    return Clock.fixed(now, ZoneOffset.UTC);
  }

  /** Keys that come and go. */
  private static final class TestSource implements ApiKeySource {
    private final Map<String, ApiKey> byId = new ConcurrentHashMap<>();
    private volatile boolean complete = true;

    private TestSource(ApiKey... keys) {
      List.of(keys).forEach(key -> byId.put(key.id(), key));
    }

    @Override
    public Optional<ApiKey> find(String id) {
      return Optional.ofNullable(byId.get(id));
    }

    @Override
    public boolean isComplete() {
      return complete;
    }
  }
}
