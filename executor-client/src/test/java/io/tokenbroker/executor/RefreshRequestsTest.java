// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.tokenbroker.key.TokenKey;
import io.tokenbroker.key.TokenVersion;
import io.tokenbroker.secrets.Secret;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RefreshRequestsTest {
  private static final TokenKey ANN = TokenKey.personal("acme", "github", "ann");
  private static final TokenVersion V1 = new TokenVersion(1_700_000_000_000L, 1);
  private static final TokenVersion V2 = V1.next();
  private static final Duration LONG = Duration.ofSeconds(30);

  private FakeBroker broker;
  private TokenClient client;

  @BeforeEach
  void start(@TempDir Path folder) {
    broker = new FakeBroker(folder.resolve("keys"));
    client = broker.client();
    broker.refreshed(ANN, V1, "token-1");
  }

  @AfterEach
  void stop() {
    client.close();
  }

  @Test
  void aRejectedTokenIsAskedForWithTheVersionHeld() {
    client.reportRejected(token());

    await().until(() -> broker.requests.size() == 1);
    assertThat(broker.requests.get(0))
        .satisfies(
            request -> {
              assertThat(request.getGeneration()).isEqualTo(V1.generation());
              assertThat(request.getSequence()).isEqualTo(V1.sequence());
              assertThat(request.getReason()).isEqualTo("rejected_by_resource");
              assertThat(request.getRequestedBy()).isEqualTo("runner-1");
              assertThat(request.getRequestedAt()).isEqualTo(FakeBroker.START);
            });
    assertThat(client.get(ANN)).as("still handed out").isPresent();
  }

  @Test
  void manyReportsOfOneTokenAreOneRequestInTenSeconds() {
    AccessToken token = token();

    for (int i = 0; i < 1_000; i++) {
      client.reportRejected(token);
    }
    broker.clock.advance(Duration.ofSeconds(10));
    client.reportRejected(token);
    client.close();

    assertThat(broker.requests).hasSize(2);
    assertThat(client.stats().refreshRequests()).isEqualTo(2);
  }

  @Test
  void nothingIsAskedForWhenANewerTokenIsHere() {
    AccessToken old = token();
    broker.refreshed(ANN, V2, "token-2");

    client.reportRejected(old);
    client.close();

    assertThat(broker.requests).isEmpty();
  }

  @Test
  void aRejectedTokenIsAskedForUnderTheVersionThatAnAnnouncedEndGaveIt() {
    AccessToken old = token();
    broker.endAnnounced(ANN, V2, "token-1", Duration.ofHours(1));

    client.reportRejected(old);
    client.close();

    assertThat(broker.requests).hasSize(1);
    assertThat(broker.requests.get(0).getSequence()).isEqualTo(V2.sequence());
  }

  @Test
  void aRequestThatCouldNotBeSentIsTriedAgainWithTheNextReport() {
    broker.failSends(true);
    client.reportRejected(token());
    await().until(() -> client.stats().failedRefreshRequests() == 1);

    broker.failSends(false);
    client.reportRejected(token());

    await().until(() -> broker.requests.size() == 1);
  }

  @Test
  void whoWaitsGetsTheNewerToken() throws Exception {
    CompletableFuture<AccessToken> newer = waitFor(V1);
    assertThat(newer).isNotDone();

    broker.refreshed(ANN, V1, "token-1");
    broker.refreshed(ANN, V2, "token-2");

    assertThat(newer.get(10, TimeUnit.SECONDS).secret()).isEqualTo(Secret.of("token-2"));
  }

  @Test
  void aNewerTokenThatIsHereAlreadyIsGivenAtOnce() throws Exception {
    broker.refreshed(ANN, V2, "token-2");

    assertThat(waitFor(V1).get(10, TimeUnit.SECONDS).version()).isEqualTo(V2);
  }

  @Test
  void waitingEndsInTime() {
    CompletableFuture<AccessToken> newer =
        client.refreshed(ANN, V1, Duration.ofMillis(20)).toCompletableFuture();

    assertThatThrownBy(() -> newer.get(10, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(TimeoutException.class);
  }

  @Test
  void waitingEndsWhenTheGrantIsRevoked() {
    CompletableFuture<AccessToken> newer = waitFor(V1);

    broker.revoked(ANN, V2);

    assertThatThrownBy(() -> newer.get(10, TimeUnit.SECONDS))
        .cause()
        .isInstanceOf(TokenUnavailableException.class)
        .hasMessageContaining("Revoked");
  }

  @Test
  void waitingEndsWhenAPersonMustAuthorizeAgain() {
    CompletableFuture<AccessToken> newer = waitFor(V1);

    broker.reauthorizationRequired(ANN, V2, Optional.of("token-1"));

    assertThatThrownBy(() -> newer.get(10, TimeUnit.SECONDS))
        .cause()
        .isInstanceOf(TokenUnavailableException.class)
        .hasMessageNotContaining("token-1");
  }

  @Test
  void whoWaitsGetsTheNewerTokenOfAGrantWhoseEndIsAnnounced() throws Exception {
    CompletableFuture<AccessToken> newer = waitFor(V1);

    broker.endAnnounced(ANN, V2, "token-2", Duration.ofHours(1));

    assertThat(newer.get(10, TimeUnit.SECONDS).secret()).isEqualTo(Secret.of("token-2"));
  }

  @Test
  void anAnnouncedEndWithoutAUsableTokenEndsNoWaiting() throws Exception {
    CompletableFuture<AccessToken> newer = waitFor(V1);

    broker.endAnnounced(ANN, V2, "token-1", Duration.ZERO);
    broker.endAnnounced(ANN, V2.next(), "token-2", Duration.ofHours(1));

    assertThat(newer.get(10, TimeUnit.SECONDS).version()).isEqualTo(V2.next());
  }

  @Test
  void closingEndsAllWaiting() {
    CompletableFuture<AccessToken> before = waitFor(V1);
    client.close();
    CompletableFuture<AccessToken> after = waitFor(V1);

    for (CompletableFuture<AccessToken> future : List.of(before, after)) {
      assertThatThrownBy(() -> future.get(10, TimeUnit.SECONDS))
          .cause()
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("the token client was closed");
    }
  }

  @Test
  void thereIsABoundToThoseWhoWait() {
    for (int i = 0; i < 10_000; i++) {
      assertThat(waitFor(V1)).isNotDone();
    }

    assertThat(waitFor(V1)).isCompletedExceptionally();
  }

  private CompletableFuture<AccessToken> waitFor(TokenVersion newerThan) {
    return client.refreshed(ANN, newerThan, LONG).toCompletableFuture();
  }

  private AccessToken token() {
    return client.get(ANN).orElseThrow();
  }
}
