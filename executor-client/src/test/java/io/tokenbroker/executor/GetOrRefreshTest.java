// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.tokenbroker.key.TokenKey;
import io.tokenbroker.key.TokenVersion;
import io.tokenbroker.secrets.KeyEncryptionKey;
import io.tokenbroker.secrets.KeysetFolder;
import io.tokenbroker.secrets.KeysetName;
import io.tokenbroker.secrets.Secret;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GetOrRefreshTest {
  private static final TokenKey ANN = TokenKey.personal("acme", "github", "ann");
  private static final TokenVersion V1 = new TokenVersion(1_700_000_000_000L, 1);
  private static final TokenVersion V2 = V1.next();
  private static final Duration LIFETIME = Duration.ofMinutes(5);
  private static final Duration LONG = Duration.ofSeconds(30);

  private FakeBroker broker;
  private TokenClient client;
  private Path folder;

  @BeforeEach
  void start(@TempDir Path temporary) {
    folder = temporary;
    broker = new FakeBroker(temporary.resolve("keys"));
    client = broker.client();
  }

  @AfterEach
  void stop() {
    client.close();
  }

  @Test
  void aUsableTokenIsThereAtOnceAndNobodyIsAsked() {
    broker.refreshed(ANN, V1, "token-1", LIFETIME);
    broker.clock.advance(LIFETIME.minusMillis(1));

    assertThat(getOrRefresh()).isCompletedWithValue(client.get(ANN).orElseThrow());
    client.close();
    assertThat(broker.requests).isEmpty();
  }

  @Test
  void anExpiredTokenIsAskedForAndTheNewerOneComes() throws Exception {
    broker.refreshed(ANN, V1, "token-1", LIFETIME);
    broker.clock.advance(LIFETIME);

    CompletableFuture<AccessToken> token = getOrRefresh();
    await().until(() -> broker.requests.size() == 1);
    assertThat(token).isNotDone();
    broker.refreshed(ANN, V2, "token-2", LIFETIME);

    assertThat(token.get(10, TimeUnit.SECONDS).secret()).isEqualTo(Secret.of("token-2"));
    assertThat(broker.requests.get(0))
        .satisfies(
            request -> {
              assertThat(request.getGeneration()).isEqualTo(V1.generation());
              assertThat(request.getSequence()).isEqualTo(V1.sequence());
              assertThat(request.getReason()).isEqualTo("expired");
              assertThat(request.getRequestedBy()).isEqualTo("runner-1");
            });
  }

  @Test
  void manyCallersMakeOneRequestAndAllGetItsToken() throws Exception {
    broker.refreshed(ANN, V1, "token-1", LIFETIME);
    broker.clock.advance(LIFETIME);

    List<CompletableFuture<AccessToken>> callers = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      callers.add(getOrRefresh());
    }
    await().until(() -> broker.requests.size() == 1);
    broker.refreshed(ANN, V2, "token-2", LIFETIME);

    for (CompletableFuture<AccessToken> caller : callers) {
      assertThat(caller.get(10, TimeUnit.SECONDS).version()).isEqualTo(V2);
    }
    client.close();
    assertThat(broker.requests).hasSize(1);
  }

  @Test
  void whileNoRefreshSucceedsWaitingEndsInTimeAndAfterTenSecondsItIsAskedForAgain() {
    broker.refreshed(ANN, V1, "token-1", LIFETIME);
    broker.clock.advance(LIFETIME);

    for (int caller = 1; caller <= 2; caller++) {
      CompletableFuture<AccessToken> token =
          client.getOrRefresh(ANN, Duration.ofMillis(20)).toCompletableFuture();
      assertThatThrownBy(() -> token.get(10, TimeUnit.SECONDS))
          .cause()
          .isInstanceOf(TimeoutException.class);
    }
    broker.clock.advance(Duration.ofSeconds(10));
    CompletableFuture<AccessToken> later = getOrRefresh();
    await().until(() -> broker.requests.size() == 2);
    assertThat(later).isNotDone();
  }

  @Test
  void aRequestThatCouldNotBeSentIsMadeByTheNextCaller() throws Exception {
    broker.refreshed(ANN, V1, "token-1", LIFETIME);
    broker.clock.advance(LIFETIME);
    broker.failSends(true);
    CompletableFuture<AccessToken> first = getOrRefresh();
    await().until(() -> client.stats().failedRefreshRequests() == 1);

    broker.failSends(false);
    CompletableFuture<AccessToken> second = getOrRefresh();
    await().until(() -> broker.requests.size() == 1);
    broker.refreshed(ANN, V2, "token-2", LIFETIME);

    assertThat(first.get(10, TimeUnit.SECONDS)).isEqualTo(second.get(10, TimeUnit.SECONDS));
  }

  @Test
  void aGrantWhoseEndIsAnnouncedIsRefreshedToo() throws Exception {
    broker.endAnnounced(ANN, V1, "token-1", LIFETIME);
    assertThat(getOrRefresh()).isCompletedWithValue(client.get(ANN).orElseThrow());
    broker.clock.advance(LIFETIME);

    CompletableFuture<AccessToken> token = getOrRefresh();
    await().until(() -> broker.requests.size() == 1);
    broker.endAnnounced(ANN, V2, "token-2", LIFETIME);

    assertThat(token.get(10, TimeUnit.SECONDS).secret()).isEqualTo(Secret.of("token-2"));
  }

  @Test
  void aGrantThatNeedsItsPersonGivesItsLastTokenAndThenNone() {
    broker.reauthorizationRequired(ANN, V1, Optional.of("token-1"));
    assertThat(getOrRefresh()).isCompletedWithValue(client.get(ANN).orElseThrow());

    broker.clock.advance(Duration.ofHours(1));

    assertUnavailable("ReauthorizationNeeded");
  }

  @Test
  void aGrantThatIsUnknownOrRevokedHasNoTokenToWaitFor() {
    assertUnavailable("no event of this key");
    broker.catchUp(false);
    assertUnavailable("still being read");
    broker.catchUp(true);

    broker.revoked(ANN, V1);

    assertUnavailable("Revoked");
  }

  @Test
  void aTokenOfAnUnknownKeyIsNotRefreshedForThat() {
    KeysetFolder other =
        KeysetFolder.create(
            folder.resolve("other"), KeyEncryptionKey.createFile(folder.resolve("other.kek")));

    broker.refreshedWithATokenOf(ANN, V1, ANN, other.sealer(KeysetName.EXECUTORS));

    assertUnavailable("can't be opened yet");
  }

  @Test
  void waitingEndsWhenTheRefreshFindsThatThePersonIsNeeded() {
    broker.refreshed(ANN, V1, "token-1", LIFETIME);
    broker.clock.advance(LIFETIME);
    CompletableFuture<AccessToken> token = getOrRefresh();

    broker.reauthorizationRequired(ANN, V2, Optional.empty());

    assertThatThrownBy(() -> token.get(10, TimeUnit.SECONDS))
        .cause()
        .isInstanceOf(TokenUnavailableException.class);
  }

  @Test
  void aClosedClientAsksNobody() {
    broker.refreshed(ANN, V1, "token-1", LIFETIME);
    broker.clock.advance(LIFETIME);
    client.close();

    assertThatThrownBy(() -> getOrRefresh().get(10, TimeUnit.SECONDS))
        .cause()
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the token client was closed");
    assertThat(client.stats().failedRefreshRequests()).isZero();
  }

  private void assertUnavailable(String why) {
    int asked = broker.requests.size();
    assertThatThrownBy(() -> getOrRefresh().get(10, TimeUnit.SECONDS))
        .cause()
        .isInstanceOfSatisfying(
            TokenUnavailableException.class,
            error -> assertThat(error.status()).isEqualTo(client.status(ANN)))
        .hasMessageContaining(ANN.toString())
        .hasMessageContaining(why);
    assertThat(client.stats().refreshRequests()).isEqualTo(asked);
  }

  private CompletableFuture<AccessToken> getOrRefresh() {
    return client.getOrRefresh(ANN, LONG).toCompletableFuture();
  }
}
