// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tokenbroker.key.TokenKey;
import io.tokenbroker.key.TokenVersion;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenListenerTest {
  private static final TokenKey ANN = TokenKey.personal("acme", "github", "ann");
  private static final TokenKey BOB = TokenKey.personal("acme", "github", "bob");
  private static final TokenVersion V1 = new TokenVersion(1_700_000_000_000L, 1);
  private static final TokenVersion V2 = V1.next();
  private static final TokenVersion V3 = V2.next();

  private final List<String> heard = new CopyOnWriteArrayList<>();
  private final List<String> threads = new CopyOnWriteArrayList<>();
  private FakeBroker broker;
  private TokenClient client;

  @BeforeEach
  void start(@TempDir Path folder) {
    broker = new FakeBroker(folder.resolve("keys"));
    client = broker.client();
  }

  @AfterEach
  void stop() {
    client.close();
  }

  @Test
  void everyKindOfChangeIsHeardOnTheListenersThread() {
    client.addListener(recorder());

    broker.refreshed(ANN, V1, "token-1");
    await().until(() -> heard.size() == 1);
    broker.reauthorizationRequired(ANN, V2, Optional.empty());
    await().until(() -> heard.size() == 2);
    broker.revoked(ANN, V3);
    await().until(() -> heard.size() == 3);

    assertThat(heard).containsExactly("refreshed " + V1, "reauthorize " + V2, "revoked " + V3);
    assertThat(threads).containsOnly("token-listeners");
  }

  @Test
  void whatChangesNothingIsNotHeard() {
    client.addListener(recorder());

    broker.refreshed(ANN, V2, "token-2");
    broker.refreshed(ANN, V2, "token-2");
    broker.refreshed(ANN, V1, "token-1");
    broker.tombstone(ANN);
    broker.refreshed(BOB, V3, "last");

    await().until(() -> heard.contains("refreshed " + V3));
    assertThat(heard).doesNotContain("refreshed " + V1).doesNotHaveDuplicates();
  }

  @Test
  void whatWasThereAtTheStartIsNotAnnounced() {
    client.addListener(recorder());
    broker.catchUp(false);
    broker.refreshed(ANN, V1, "token-1");

    broker.catchUp(true);
    broker.refreshed(BOB, V2, "token-b");

    await().until(() -> heard.size() == 1);
    assertThat(heard).containsExactly("refreshed " + V2);
  }

  @Test
  void aListenerThatThrowsHarmsNobody() {
    client.addListener(
        new TokenListener() {
          @Override
          public void onRefreshed(AccessToken token) {
            throw new IllegalStateException("a listener's fault");
          }
        });
    client.addListener(recorder());

    broker.refreshed(ANN, V1, "token-1");
    await().until(() -> heard.size() == 1);
    broker.refreshed(ANN, V2, "token-2");
    await().until(() -> heard.size() == 2);

    assertThat(client.get(ANN)).isPresent();
  }

  @Test
  void aSlowListenerHearsTheLastOfSeveralChangesAndDelaysNoToken() throws Exception {
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    client.addListener(
        new TokenListener() {
          @Override
          public void onRefreshed(AccessToken token) {
            entered.countDown();
            try {
              assertThat(goOn.await(30, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }
        });
    client.addListener(recorder());

    broker.refreshed(BOB, V1, "token-b");
    assertThat(entered.await(10, TimeUnit.SECONDS)).isTrue();
    broker.refreshed(ANN, V1, "token-1");
    broker.refreshed(ANN, V2, "token-2");
    broker.refreshed(ANN, V3, "token-3");
    assertThat(client.get(ANN).map(AccessToken::version)).contains(V3);
    goOn.countDown();

    await().until(() -> heard.contains("refreshed " + V3));
    assertThat(heard).containsExactly("refreshed " + V1, "refreshed " + V3);
  }

  @Test
  void anAnnouncedEndIsHeardOnceAndTheGrantsTokensAsUsual() {
    client.addListener(recorder());
    broker.refreshed(ANN, V1, "token-1");
    await().until(() -> heard.size() == 1);

    broker.endAnnounced(ANN, V2, "token-1", Duration.ofHours(1));
    await().until(() -> heard.size() == 2);
    broker.endAnnounced(ANN, V3, "token-2", Duration.ofHours(1));
    await().until(() -> heard.size() == 3);
    broker.refreshed(ANN, V3.next(), "token-2");
    await().until(() -> heard.size() == 4);

    assertThat(heard)
        .containsExactly(
            "refreshed " + V1,
            "reauthorize " + V2 + " by " + FakeBroker.END,
            "refreshed " + V3,
            "refreshed " + V3.next());
  }

  @Test
  void anAnnouncedEndThatMovesIsHeardAgainAndSoIsTheEndItself() {
    Instant later = FakeBroker.END.plus(Duration.ofDays(1));
    client.addListener(recorder());
    broker.endAnnounced(ANN, V1, "token-1", Duration.ofHours(1));
    await().until(() -> heard.size() == 2);

    broker.endAnnounced(ANN, V2, "token-1", broker.sealer(), Duration.ofHours(1), later);
    await().until(() -> heard.size() == 3);
    broker.reauthorizationRequired(ANN, V3, Optional.of("token-1"));
    await().until(() -> heard.size() == 4);

    assertThat(heard)
        .containsExactly(
            "refreshed " + V1,
            "reauthorize " + V1 + " by " + FakeBroker.END,
            "reauthorize " + V2 + " by " + later,
            "reauthorize " + V3);
  }

  @Test
  void aSlowListenerMissesNeitherTheTokenNorTheAnnouncementOfSeveralChanges() throws Exception {
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    client.addListener(recorder());
    broker.refreshed(ANN, V1, "token-1");
    await().until(() -> heard.size() == 1);
    client.addListener(
        new TokenListener() {
          @Override
          public void onRevoked(TokenKey key, TokenStatus.Revoked status) {
            entered.countDown();
            try {
              assertThat(goOn.await(30, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }
        });

    broker.revoked(BOB, V1);
    assertThat(entered.await(10, TimeUnit.SECONDS)).isTrue();
    broker.refreshed(ANN, V2, "token-2");
    broker.endAnnounced(ANN, V3, "token-2", Duration.ofHours(1));
    goOn.countDown();

    await().until(() -> heard.size() == 4);
    assertThat(heard)
        .containsExactly(
            "refreshed " + V1,
            "revoked " + V1,
            "refreshed " + V3,
            "reauthorize " + V3 + " by " + FakeBroker.END);
  }

  private TokenListener recorder() {
    return new TokenListener() {
      @Override
      public void onRefreshed(AccessToken token) {
        note("refreshed " + token.version());
      }

      @Override
      public void onRevoked(TokenKey key, TokenStatus.Revoked status) {
        note("revoked " + status.version());
      }

      @Override
      public void onReauthorizationRequired(
          TokenKey key, TokenStatus.ReauthorizationNeeded status) {
        note(
            "reauthorize "
                + status.version()
                + status.requiredBy().map(end -> " by " + end).orElse(""));
      }
    };
  }

  private void note(String text) {
    threads.add(Thread.currentThread().getName());
    heard.add(text);
  }
}
