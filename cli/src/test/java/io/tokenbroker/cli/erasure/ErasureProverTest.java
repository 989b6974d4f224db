// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.erasure;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenbroker.cli.cluster.Answer;
import io.tokenbroker.cli.cluster.CommandDrafts;
import io.tokenbroker.cli.cluster.Pace;
import io.tokenbroker.cli.cluster.PacedCommands;
import io.tokenbroker.cli.erasure.Remains.Records;
import io.tokenbroker.cli.grant.Descriptions;
import io.tokenbroker.cli.grant.FakeTopicKeys;
import io.tokenbroker.cli.grant.GrantLog;
import io.tokenbroker.cli.grant.GrantLogs;
import io.tokenbroker.cli.grant.GrantRecords;
import io.tokenbroker.event.AuditRecord;
import io.tokenbroker.event.DescribeGrant;
import io.tokenbroker.event.RevokeToken;
import io.tokenbroker.event.TokenRefreshed;
import io.tokenbroker.event.TokenRevoked;
import io.tokenbroker.key.TokenKey;
import io.tokenbroker.topic.Topics;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class ErasureProverTest {
  private static final Instant AT = Instant.parse("2024-05-06T07:08:09Z");
  private static final Instant LATER = AT.plusSeconds(60);
  private static final TokenKey ANN = TokenKey.personal("acme", "github", "ann");
  private static final TokenKey BEN = TokenKey.personal("acme", "github", "ben");

  private final GrantLogs logs = GrantLogs.of(Topics.defaults(), "tokenbroker.broker");
  private final FakeTopicKeys topics = new FakeTopicKeys(logs);
  private final Map<TokenKey, Answer> answers = new HashMap<>();
  private String compactionLag = "1000";

  @Test
  void nothingIsLeftWhereNoLogHoldsAnythingAndTheOwnerSaysAbsent() {
    topics.value(logs.tokens(), BEN, AT);

    ErasureProof proof = prove(ANN);

    assertThat(proof.verdict().text()).isEqualTo("erased: nothing is left");
    assertThat(proof.verdict().grade()).isEqualTo(Verdict.Grade.GONE);
    assertThat(proof.remains()).hasSize(10).allSatisfy(it -> assertThat(it.all().count()).isZero());
  }

  @Test
  void aTombstoneAloneIsNothing() {
    topics.tombstone(logs.tokenEvents(), ANN, AT);

    assertThat(prove(ANN).verdict()).isEqualTo(new Verdict.Erased());
  }

  @Test
  void aQuestionAboutTheGrantIsNothingOfIt() {
    topics.event(log("token-commands"), ANN, AT, DescribeGrant.class);

    assertThat(prove(ANN).verdict()).isEqualTo(new Verdict.Erased());
  }

  @Test
  void whatIsStillInLogsIsCountedWithItsEnd() {
    topics.value(logs.tokens(), ANN, AT);
    topics.value(logs.tokens(), ANN, AT);
    topics.tombstone(logs.tokens(), ANN, LATER);
    topics.event(log("audit"), ANN, LATER, AuditRecord.class);
    topics.event(log("token-commands"), ANN, AT, RevokeToken.class);

    ErasureProof proof = prove(ANN);

    assertThat(proof.verdict())
        .isEqualTo(
            new Verdict.InLogs(
                new Records(4, Optional.of(LATER.plusMillis(5_000))),
                new Records(2, Optional.of(LATER.plusMillis(1_000)))));
    assertThat(proof.verdict().grade()).isEqualTo(Verdict.Grade.LEAVING);
    assertThat(proof.verdict().text())
        .isEqualTo(
            "erased; 4 records of it are still in logs until 2024-05-06T07:09:14Z, 2 with sealed"
                + " secrets until 2024-05-06T07:09:10Z");
    assertThat(of(proof, logs.tokens()).all().count()).isEqualTo(2);
    assertThat(of(proof, log("token-commands")).withSecrets().count()).isZero();
  }

  @Test
  void recordsWithoutSecretsAreSaidToHaveNone() {
    topics.event(log("audit"), ANN, AT, AuditRecord.class);

    assertThat(prove(ANN).verdict().text())
        .isEqualTo(
            "erased; 1 record of it is still in logs until 2024-05-06T07:08:14Z, none with a"
                + " secret");
  }

  @Test
  void aSupersededSecretGoesWithTheCompactionOfWhatCameAfterIt() {
    topics.event(logs.tokenEvents(), ANN, AT, TokenRefreshed.class);
    topics.event(logs.tokenEvents(), ANN, LATER, TokenRevoked.class);
    topics.tombstone(logs.tokenEvents(), ANN, LATER);

    assertThat(of(prove(ANN), logs.tokenEvents()).withSecrets())
        .isEqualTo(new Records(1, Optional.of(LATER.plusMillis(1_000))));
  }

  @Test
  void whereNoSettingBoundsItThereIsNoEnd() {
    compactionLag = Long.toString(Long.MAX_VALUE);
    topics.event(logs.tokenEvents(), ANN, AT, TokenRefreshed.class);
    topics.tombstone(logs.tokenEvents(), ANN, AT);
    topics.event(log("audit"), ANN, AT, AuditRecord.class);

    assertThat(prove(ANN).verdict().text())
        .contains("still in logs for a time that no setting bounds, 1 with sealed secrets");
  }

  @Test
  void aRecordOfATransactionThatCameToNothingIsInTheLogToo() {
    topics.aborted(logs.tokens(), ANN, AT);

    assertThat(prove(ANN).verdict())
        .isInstanceOfSatisfying(
            Verdict.InLogs.class, left -> assertThat(left.all().count()).isEqualTo(1));
  }

  @Test
  void aGrantThatIsThereIsNotErased() {
    answers.put(ANN, Descriptions.in("revoked", ANN, LATER));
    assertThat(prove(ANN).verdict().text())
        .isEqualTo("not erased: state revoked, erased at 2024-05-06T07:09:09Z");

    answers.put(ANN, Descriptions.in("active", ANN, LATER));
    assertThat(prove(ANN).verdict().text())
        .isEqualTo("not erased: state active: revoke it first, with --erase");
    assertThat(prove(ANN).verdict().grade()).isEqualTo(Verdict.Grade.OPEN);
  }

  @Test
  void anOwnerThatSaysAbsentIsNotBelievedAgainstTheLogs() {
    topics.value(logs.tokens(), ANN, AT);

    assertThat(prove(ANN).verdict().text())
        .startsWith("not erased: absent, but something of it is kept in tokenbroker.broker-tokens");
  }

  @Test
  void anEntryOfTheDueIndexCountsUntilItIsTakenOut() {
    topics.due(logs.due(), 5, ANN, true, AT);
    assertThat(prove(ANN).verdict()).isInstanceOf(Verdict.NotErased.class);

    topics.due(logs.due(), 5, ANN, false, AT);
    assertThat(prove(ANN).verdict()).isInstanceOf(Verdict.InLogs.class);

    topics.due(logs.due(), 6, ANN, true, AT);
    assertThat(prove(ANN).verdict()).isInstanceOf(Verdict.NotErased.class);
  }

  @Test
  void withoutTheOwnersWordNothingIsProven() {
    answers.put(ANN, new Answer.Missing("no reply within 15 s"));

    assertThat(prove(ANN).verdict()).isEqualTo(new Verdict.NotProven("no reply within 15 s"));
    assertThat(prove(ANN).verdict().grade()).isEqualTo(Verdict.Grade.OPEN);
  }

  @Test
  void ofManyThoseAreProvenThatSomeLogNames() {
    topics.event(log("audit"), ANN, AT, AuditRecord.class);
    topics.tombstone(logs.tokens(), BEN, AT);
    topics.value(logs.tokens(), TokenKey.shared("other", "github"), AT);

    assertThat(prove(Set.of(), key -> key.tenant().equals("acme")))
        .extracting(ErasureProof::key)
        .containsExactly(ANN, BEN);
  }

  private ErasureProof prove(TokenKey key) {
    List<ErasureProof> proofs = prove(Set.of(key), any -> false);
    assertThat(proofs).hasSize(1);
    return proofs.get(0);
  }

  private List<ErasureProof> prove(Set<TokenKey> certain, Predicate<TokenKey> others) {
    List<ErasureProof> proofs = new ArrayList<>();
    new ErasureProver(
            new GrantRecords(topics),
            logs,
            this::settings,
            new PacedCommands(
                (key, draft) ->
                    CompletableFuture.completedFuture(
                        answers.getOrDefault(key, Descriptions.in("absent", key))),
                new Pace(1000),
                1),
            new CommandDrafts("x", Clock.systemUTC()).describe())
        .prove(certain, others, proofs::add);
    return proofs;
  }

  /** Compacted logs end after a second, the others after five. */
  private Map<String, Map<String, String>> settings(Collection<String> names) {
    Map<String, Map<String, String>> settings = new HashMap<>();
    for (GrantLog log : logs.all()) {
      settings.put(
          log.topic(),
          log.kind().isState()
              ? Map.of("cleanup.policy", "compact", "max.compaction.lag.ms", compactionLag)
              : Map.of("cleanup.policy", "delete", "retention.ms", "4000", "segment.ms", "1000"));
    }
    settings.keySet().retainAll(names);
    return settings;
  }

  private GrantLog log(String baseName) {
    return logs.all().stream()
        .filter(log -> log.topic().equals("tokenbroker." + baseName))
        .findFirst()
        .orElseThrow();
  }

  private static Remains of(ErasureProof proof, GrantLog log) {
    return proof.remains().stream()
        .filter(remains -> remains.log().equals(log))
        .findFirst()
        .orElseThrow();
  }
}
