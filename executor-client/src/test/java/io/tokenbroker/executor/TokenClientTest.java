// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tokenbroker.event.AuditRecord;
import io.tokenbroker.key.TokenKey;
import io.tokenbroker.key.TokenVersion;
import io.tokenbroker.secrets.KeyEncryptionKey;
import io.tokenbroker.secrets.KeysetFolder;
import io.tokenbroker.secrets.KeysetName;
import io.tokenbroker.secrets.Secret;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenClientTest {
  private static final TokenKey ANN = TokenKey.personal("acme", "github", "ann");
  private static final TokenKey BOB = TokenKey.personal("acme", "github", "bob");
  private static final TokenVersion V1 = new TokenVersion(1_700_000_000_000L, 1);
  private static final TokenVersion V2 = V1.next();
  private static final TokenVersion LATER_GENERATION = new TokenVersion(1_800_000_000_000L, 1);

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
  void aPublishedTokenIsAnsweredWithAllThatARunnerNeeds() {
    broker.refreshed(ANN, V1, "token-1");

    AccessToken token = client.get(ANN).orElseThrow();

    assertThat(token.secret()).isEqualTo(Secret.of("token-1"));
    assertThat(token.key()).isEqualTo(ANN);
    assertThat(token.version()).isEqualTo(V1);
    assertThat(token.tokenType()).isEqualTo("Bearer");
    assertThat(token.scopes()).containsExactly("repo");
    assertThat(token.expiresAt()).isEqualTo(FakeBroker.START.plus(Duration.ofHours(1)));
    assertThat(token.subject()).contains("ann-at-github");
    assertThat(token.attributes()).containsEntry("instance_url", "https://x.example");
    assertThat(token.toString()).doesNotContain("token-1").contains(ANN.toString());
    assertThat(client.status(ANN)).isEqualTo(new TokenStatus.Usable(token));
  }

  @Test
  void theAnswerIsTheSameObjectUntilTheTokenChanges() {
    broker.refreshed(ANN, V1, "token-1");
    Optional<AccessToken> first = client.get(ANN);

    broker.refreshed(ANN, V1, "token-1");
    assertThat(client.get(ANN)).isSameAs(first);

    broker.refreshed(ANN, V2, "token-2");
    assertThat(client.get(ANN).map(AccessToken::secret)).contains(Secret.of("token-2"));
  }

  @Test
  void anOlderVersionNeverReplacesANewerOne() {
    broker.refreshed(ANN, V2, "token-2");

    broker.refreshed(ANN, V1, "token-1");
    broker.revoked(ANN, V1);
    broker.reauthorizationRequired(ANN, V2, Optional.empty());

    assertThat(client.get(ANN).map(AccessToken::version)).contains(V2);
    broker.refreshed(ANN, LATER_GENERATION, "token-3");
    broker.refreshed(ANN, V2.next(), "late");
    assertThat(client.get(ANN).map(AccessToken::version)).contains(LATER_GENERATION);
  }

  @Test
  void anExpiredTokenIsNotHandedOut() {
    broker.refreshed(ANN, V1, "token-1", Duration.ofMinutes(5));
    assertThat(client.get(ANN)).isPresent();

    broker.clock.advance(Duration.ofMinutes(5).minusMillis(1));
    assertThat(client.get(ANN)).isPresent();
    broker.clock.advance(Duration.ofMillis(1));

    assertThat(client.get(ANN)).isEmpty();
    assertThat(client.status(ANN))
        .isEqualTo(new TokenStatus.Expired(V1, FakeBroker.START.plus(Duration.ofMinutes(5))));
  }

  @Test
  void aRevokedGrantHasNoToken() {
    broker.refreshed(ANN, V1, "token-1");

    broker.revoked(ANN, V2);

    assertThat(client.get(ANN)).isEmpty();
    assertThat(client.status(ANN))
        .isEqualTo(new TokenStatus.Revoked(V2, "operator", FakeBroker.START));
  }

  @Test
  void aGrantThatNeedsReauthorizationKeepsItsTokenWhileThatIsValid() {
    broker.refreshed(ANN, V1, "token-1");

    broker.reauthorizationRequired(ANN, V2, Optional.of("token-1"));

    AccessToken token = client.get(ANN).orElseThrow();
    assertThat(token.secret()).isEqualTo(Secret.of("token-1"));
    assertThat(client.status(ANN))
        .isEqualTo(
            new TokenStatus.ReauthorizationNeeded(
                V2, "invalid_grant", FakeBroker.START, Optional.empty(), Optional.of(token)));

    broker.clock.advance(Duration.ofMinutes(10));
    assertThat(client.get(ANN)).isEmpty();
    assertThat(client.status(ANN))
        .isEqualTo(
            new TokenStatus.ReauthorizationNeeded(
                V2, "invalid_grant", FakeBroker.START, Optional.empty(), Optional.empty()));
  }

  @Test
  void aGrantThatNeedsReauthorizationMayHaveNoToken() {
    broker.reauthorizationRequired(ANN, V1, Optional.empty());

    assertThat(client.get(ANN)).isEmpty();
    assertThat(client.status(ANN)).isInstanceOf(TokenStatus.ReauthorizationNeeded.class);
  }

  @Test
  void aGrantWhoseEndIsAnnouncedHandsOutItsTokenAsUsual() {
    broker.refreshed(ANN, V1, "token-1");

    broker.endAnnounced(ANN, V2, "token-1", Duration.ofHours(1));

    AccessToken token = client.get(ANN).orElseThrow();
    assertThat(token.secret()).isEqualTo(Secret.of("token-1"));
    assertThat(client.get(ANN)).as("nothing is made anew").isSameAs(client.get(ANN));
    assertThat(client.status(ANN))
        .isEqualTo(
            new TokenStatus.ReauthorizationNeeded(
                V2,
                "grant_ends",
                FakeBroker.START,
                Optional.of(FakeBroker.END),
                Optional.of(token)));
    assertThat(client.status(ANN).usableToken()).contains(token);

    broker.endAnnounced(ANN, V2.next(), "token-2", Duration.ofHours(2));
    assertThat(client.get(ANN).map(AccessToken::secret)).contains(Secret.of("token-2"));
    broker.clock.advance(Duration.ofHours(2));
    assertThat(client.get(ANN)).isEmpty();
    assertThat(client.status(ANN).usableToken()).isEmpty();
  }

  @Test
  void anAnnouncedEndIsTakenBackByATokenWithoutOne() {
    broker.endAnnounced(ANN, V1, "token-1", Duration.ofHours(1));

    broker.refreshed(ANN, V2, "token-1");

    assertThat(client.status(ANN)).isInstanceOf(TokenStatus.Usable.class);
  }

  @Test
  void aTombstoneRemovesTheKey() {
    broker.revoked(ANN, V1);

    broker.tombstone(ANN);
    broker.tombstone(BOB);

    assertThat(client.status(ANN)).isInstanceOf(TokenStatus.Unknown.class);
    assertThat(client.status(ANN).toString()).contains("no event of this key");
  }

  @Test
  void aMalformedRecordIsCountedAndHarmsNoKey() {
    broker.refreshed(ANN, V1, "token-1");

    broker.raw(ANN.toString(), new byte[] {1, 2, 3});
    broker.raw("not a key", new byte[] {1, 2, 3});
    broker.publish(
        ANN,
        AuditRecord.newBuilder()
            .setAt(FakeBroker.START)
            .setAction("a")
            .setActor("b")
            .setGeneration(9_000_000_000_000L)
            .setSequence(1)
            .build());
    broker.refreshed(BOB, V1, "token-b");

    assertThat(client.stats().malformedRecords()).isEqualTo(3);
    assertThat(client.get(ANN)).isPresent();
    assertThat(client.get(BOB)).isPresent();
  }

  @Test
  void aNewerTokenThatDoesNotOpenLeavesTheKeyUnknownRatherThanStale() {
    broker.refreshed(ANN, V1, "token-1");

    broker.refreshedWithATokenOf(ANN, V2, BOB, broker.sealer());

    assertThat(client.get(ANN)).isEmpty();
    assertThat(client.status(ANN).toString())
        .contains("Unknown")
        .contains("changed or belongs elsewhere");
    assertThat(client.stats().unopenedTokens()).isEqualTo(1);
    broker.refreshed(ANN, V2.next(), "token-3");
    assertThat(client.get(ANN)).isPresent();
  }

  @Test
  void aTokenOfAnUnknownKeyIsTriedAgainLaterOnly() {
    KeysetFolder other =
        KeysetFolder.create(
            folder.resolve("other"), KeyEncryptionKey.createFile(folder.resolve("other.kek")));

    broker.refreshedWithATokenOf(ANN, V1, ANN, other.sealer(KeysetName.EXECUTORS));

    assertThat(client.get(ANN)).isEmpty();
    assertThat(client.get(ANN)).isEmpty();
    assertThat(client.status(ANN).toString()).contains("can't be opened yet");
    assertThat(client.stats().unopenedTokens()).isEqualTo(1);
    broker.clock.advance(Duration.ofSeconds(10));
    assertThat(client.get(ANN)).isEmpty();
    assertThat(client.stats().unopenedTokens()).isEqualTo(2);
  }

  @Test
  void aTokenThatDoesNotOpenIsSaidBeforeAnAnnouncedEnd() {
    KeysetFolder other =
        KeysetFolder.create(
            folder.resolve("other"), KeyEncryptionKey.createFile(folder.resolve("other.kek")));

    broker.endAnnounced(
        ANN,
        V1,
        "token-1",
        other.sealer(KeysetName.EXECUTORS),
        Duration.ofHours(1),
        FakeBroker.END);

    assertThat(client.status(ANN).toString()).contains("Unknown", "can't be opened yet");
  }

  @Test
  void tokensAreOpenedWhenFirstAskedForAndOnce() {
    client.close();
    AtomicInteger opened = new AtomicInteger();
    client =
        new TokenClient(
            TokenClientSettings.builder(
                    "unused:1",
                    (bytes, data) -> {
                      opened.incrementAndGet();
                      return broker.opener().open(bytes, data);
                    })
                .clock(broker.clock)
                .build(),
            broker.codec(),
            broker::follow,
            broker);

    broker.refreshed(ANN, V1, "token-1");
    broker.refreshed(BOB, V1, "token-b");
    assertThat(opened).hasValue(0);

    assertThat(client.get(ANN)).isSameAs(client.get(ANN));
    assertThat(opened).hasValue(1);
  }

  @Test
  void keysThatTheFilterRefusesAreNotKept() {
    client.close();
    client = broker.client(settings -> settings.filter(key -> key.equals(BOB)));

    broker.refreshed(ANN, V1, "token-1");
    broker.refreshed(BOB, V1, "token-b");

    assertThat(client.get(ANN)).isEmpty();
    assertThat(client.get(BOB)).isPresent();
    assertThat(client.stats().tokens()).isEqualTo(1);
  }

  @Test
  void moreTokensThanTheBoundAreCountedAndDegradeTheClient() {
    client.close();
    client = broker.client(settings -> settings.maxTokens(10));

    for (int i = 0; i < 1_000; i++) {
      broker.refreshed(TokenKey.personal("acme", "github", "user" + i), V1, "token");
    }

    await().until(() -> client.stats().evictions() >= 990);
    assertThat(client.health().level()).isEqualTo(Health.Level.DEGRADED);
    assertThat(client.health().reason()).contains("maxTokens=10");
  }

  @Test
  void healthSaysWhatIsWrong() throws InterruptedException {
    broker.catchUp(false);
    assertThat(client.awaitReady(Duration.ofSeconds(1))).isFalse();
    assertThat(client.health().level()).isEqualTo(Health.Level.STARTING);
    assertThat(client.status(ANN).toString()).contains("still being read");

    broker.catchUp(true);
    assertThat(client.awaitReady(Duration.ofSeconds(1))).isTrue();
    assertThat(client.health()).isEqualTo(new Health(Health.Level.OK, "ok"));

    broker.trouble("cluster away");
    assertThat(client.health()).isEqualTo(new Health(Health.Level.DEGRADED, "cluster away"));
  }

  @Test
  void everyStatusIsFoldedByItsOwnCase() {
    broker.refreshed(ANN, V1, "token-1");
    assertThat(name(client.status(ANN))).isEqualTo("usable");
    broker.clock.advance(Duration.ofHours(2));
    assertThat(name(client.status(ANN))).isEqualTo("expired");
    broker.reauthorizationRequired(ANN, V2, Optional.empty());
    assertThat(name(client.status(ANN))).isEqualTo("reauthorization");
    broker.revoked(ANN, V2.next());
    assertThat(name(client.status(ANN))).isEqualTo("revoked");
    broker.tombstone(ANN);
    assertThat(name(client.status(ANN))).isEqualTo("unknown");
  }

  @Test
  void readingATokenAllocatesNothing() {
    broker.refreshed(ANN, V1, "token-1");
    com.sun.management.ThreadMXBean threads =
        (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    int calls = 200_000;
    long found = read(calls);

    long before = threads.getCurrentThreadAllocatedBytes();
    found += read(calls);
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;

    assertThat(found).isEqualTo(2L * calls);
    // The smallest object has 16 bytes: one in a call would be sixteen times as much.
    assertThat(allocated).isLessThan(calls);
  }

  private long read(int calls) {
    long found = 0;
    for (int i = 0; i < calls; i++) {
      found += client.get(ANN).isPresent() ? 1 : 0;
    }
    return found;
  }

  private static String name(TokenStatus status) {
    return status.fold(
        usable -> "usable",
        expired -> "expired",
        needed -> "reauthorization",
        revoked -> "revoked",
        unknown -> "unknown");
  }
}
