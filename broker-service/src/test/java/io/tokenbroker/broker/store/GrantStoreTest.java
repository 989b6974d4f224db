// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tokenbroker.broker.TestKeysets;
import io.tokenbroker.broker.lifecycle.Authorization;
import io.tokenbroker.broker.lifecycle.Grant;
import io.tokenbroker.broker.lifecycle.Outcome;
import io.tokenbroker.broker.lifecycle.ScriptRun;
import io.tokenbroker.broker.lifecycle.ScriptStep;
import io.tokenbroker.key.TokenKey;
import io.tokenbroker.secrets.CannotOpenException;
import io.tokenbroker.secrets.KeysetFolder;
import io.tokenbroker.secrets.KeysetName;
import io.tokenbroker.secrets.UnknownKeyException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GrantStoreTest {
  private static final TokenKey ADA = TokenKey.personal("acme", "github", "ada");
  private static final TokenKey BOB = TokenKey.personal("acme", "github", "bob");
  private static final Instant FAR = Instant.parse("2100-01-01T00:00:00Z");

  private final KeyValueStore<String, byte[]> tokens = TestStores.tokens();
  private final KeyValueStore<Bytes, byte[]> dueStore = TestStores.due();
  private final DueIndex due = new DueIndex(dueStore);
  private final Path folder;
  private final GrantStore grants;

  GrantStoreTest(@TempDir Path folder) {
    this.folder = folder;
    this.grants = store(TestKeysets.in(folder));
  }

  @Test
  void aGrantIsReadBackAsItWasWritten() {
    Grant grant = authorized(ADA);
    grants.write(ADA, Optional.empty(), Optional.of(grant));

    assertThat(grants.read(ADA)).contains(grant);
    assertThat(grants.read(BOB)).isEmpty();
  }

  @Test
  void storedBytesHoldNoTextOfTheGrant() {
    grants.write(ADA, Optional.empty(), Optional.of(authorized(ADA)));

    String stored = new String(tokens.get(ADA.toString()), StandardCharsets.ISO_8859_1);
    assertThat(stored).doesNotContain("SECRET", "example", "ada", "Bearer");
  }

  @Test
  void aValueThatWasMovedToAnotherKeyDoesNotOpen() {
    grants.write(ADA, Optional.empty(), Optional.of(authorized(ADA)));
    tokens.put(BOB.toString(), tokens.get(ADA.toString()));

    assertThatThrownBy(() -> grants.read(BOB)).isInstanceOf(CannotOpenException.class);
  }

  @Test
  void aValueThatWasChangedDoesNotOpen() {
    grants.write(ADA, Optional.empty(), Optional.of(authorized(ADA)));
    byte[] stored = tokens.get(ADA.toString()).clone();
    stored[stored.length - 1] ^= 1;
    tokens.put(ADA.toString(), stored);

    assertThatThrownBy(() -> grants.read(ADA)).isInstanceOf(CannotOpenException.class);
  }

  @Test
  void anotherDeploymentsValueIsSealedWithAKeyThatIsNotKnown() throws Exception {
    Path other = Files.createDirectory(folder.resolve("other"));
    store(TestKeysets.in(other)).write(ADA, Optional.empty(), Optional.of(authorized(ADA)));

    assertThatThrownBy(() -> grants.read(ADA)).isInstanceOf(UnknownKeyException.class);
  }

  @Test
  void theSameGrantIsNotWrittenAgain() {
    Optional<Grant> grant = Optional.of(authorized(ADA));
    grants.write(ADA, Optional.empty(), grant);
    byte[] before = tokens.get(ADA.toString());

    grants.write(ADA, grants.read(ADA), grant);

    assertThat(tokens.get(ADA.toString())).isEqualTo(before);
  }

  @Test
  void aForgottenGrantLeavesNeitherValueNorTimer() {
    Optional<Grant> grant = Optional.of(authorized(ADA));
    grants.write(ADA, Optional.empty(), grant);
    grants.write(ADA, grant, Optional.empty());

    assertThat(grants.read(ADA)).isEmpty();
    assertThat(due.due(FAR, 10)).isEmpty();
  }

  @Test
  void aGrantThatKafkaWouldRefuseIsNotStoredAndTheFormerOneStays() {
    Grant before = authorized(ADA);
    grants.write(ADA, Optional.empty(), Optional.of(before));
    Map<String, String> attributes = new HashMap<>();
    IntStream.range(0, 32).forEach(i -> attributes.put("name-" + i, "語".repeat(1_024)));
    List<Authorization> outcomes =
        IntStream.range(0, 16)
            .<Authorization>mapToObj(
                i ->
                    new Authorization.Consumed(
                        "id-" + i,
                        new Outcome.Succeeded(
                            before.version(), List.of(), FAR, Optional.empty(), attributes, FAR),
                        Optional.empty()))
            .toList();

    Optional<Grant> next =
        Optional.of(
            new Grant(
                before.lastGeneration(),
                before.version(),
                before.credential(),
                outcomes,
                before.revocations(),
                before.unknownAttempts(),
                before.attempts(),
                before.republishedAt()));
    assertThatThrownBy(() -> grants.write(ADA, Optional.of(before), next))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(ADA.toString())
        .hasMessageContaining("1000000");
    assertThat(grants.read(ADA)).contains(before);
  }

  private GrantStore store(KeysetFolder keysets) {
    return new GrantStore(
        tokens, due, keysets.sealer(KeysetName.BROKER), keysets.opener(KeysetName.BROKER));
  }

  private static Grant authorized(TokenKey key) {
    ScriptRun run = new ScriptRun(key, ScriptRun.policies().sample());
    List.of(new ScriptStep.Authorize(1)).forEach(run::take);
    return run.grant().orElseThrow();
  }
}
