// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.benchmarks.due;

import io.tokenbroker.broker.lifecycle.CallSlot;
import io.tokenbroker.broker.lifecycle.ConnectorPolicy;
import io.tokenbroker.broker.lifecycle.Credential;
import io.tokenbroker.broker.lifecycle.Decision;
import io.tokenbroker.broker.lifecycle.Effect;
import io.tokenbroker.broker.lifecycle.Ending;
import io.tokenbroker.broker.lifecycle.Grant;
import io.tokenbroker.broker.lifecycle.Input;
import io.tokenbroker.broker.lifecycle.Renewal;
import io.tokenbroker.broker.lifecycle.TokenLifecycle;
import io.tokenbroker.broker.lifecycle.Tokens;
import io.tokenbroker.broker.lifecycle.Trouble;
import io.tokenbroker.broker.provider.CallMessages;
import io.tokenbroker.broker.store.DueIndex;
import io.tokenbroker.broker.store.GrantStore;
import io.tokenbroker.event.ProviderRequest;
import io.tokenbroker.key.TokenKey;
import io.tokenbroker.key.TokenVersion;
import io.tokenbroker.secrets.KeysetFolder;
import io.tokenbroker.secrets.KeysetName;
import io.tokenbroker.secrets.Secret;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * A partition's stores on disk (RocksDB), filled with sealed grants. Of each tick's second a fixed
 * number is due; all others are due in a year.
 */
final class StoredGrants implements AutoCloseable {
  static final int DUE_PER_TICK = 100;
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant LATER = START.plus(Duration.ofDays(365));

  private final KeyValueStore<Bytes, byte[]> dueStore;
  private final KeyValueStore<String, byte[]> tokenStore;
  private final DueIndex due;
  private final GrantStore grants;
  private final TokenLifecycle lifecycle = new TokenLifecycle();
  private final CallMessages messages;

  StoredGrants(int count, int ticks, Path folder, KeysetFolder keysets) {
    MockProcessorContext<Void, Void> context =
        new MockProcessorContext<>(new Properties(), new TaskId(0, 0), folder.toFile());
    this.dueStore =
        opened(
            Stores.keyValueStoreBuilder(
                Stores.persistentKeyValueStore("due"), Serdes.Bytes(), Serdes.ByteArray()),
            context);
    this.tokenStore =
        opened(
            Stores.keyValueStoreBuilder(
                Stores.persistentKeyValueStore("tokens"), Serdes.String(), Serdes.ByteArray()),
            context);
    this.due = new DueIndex(dueStore);
    this.grants =
        new GrantStore(
            tokenStore, due, keysets.sealer(KeysetName.BROKER), keysets.opener(KeysetName.BROKER));
    this.messages =
        new CallMessages(keysets.sealer(KeysetName.BROKER), keysets.opener(KeysetName.BROKER));
    for (int i = 0; i < count; i++) {
      boolean soon = i < ticks * DUE_PER_TICK;
      Instant at = soon ? tickTime(i / DUE_PER_TICK) : LATER.plusMillis(i);
      grants.write(key(i), Optional.empty(), Optional.of(grant(at)));
    }
  }

  /** One tick: find what is due, read each grant, write it with its next time. */
  int tick(int number) {
    List<DueIndex.Entry> entries = due.due(tickTime(number), 1000);
    Instant now = tickTime(number);
    List<ProviderRequest> requests = new ArrayList<>();
    for (DueIndex.Entry entry : entries) {
      Optional<Grant> before = grants.read(entry.key());
      Decision decision =
          lifecycle.decide(
              entry.key(), before, new Input.TimeReached(), ConnectorPolicy.UNKNOWN, now);
      for (Effect effect : decision.effects()) {
        if (effect instanceof Effect.CallProvider call) {
          requests.add(messages.request(entry.key(), call, now));
        }
      }
      grants.write(entry.key(), before, decision.next());
    }
    return requests.size();
  }

  private static Instant tickTime(int number) {
    return START.plusSeconds(number);
  }

  private static TokenKey key(int number) {
    return TokenKey.personal("acme", "crm", "user-" + number);
  }

  private static Grant grant(Instant nextRefresh) {
    Tokens tokens =
        new Tokens(
            Secret.of("access-token-of-a-usual-length-0123456789abcdef"),
            "Bearer",
            List.of("contacts", "offline_access"),
            START,
            START,
            nextRefresh.plus(Duration.ofMinutes(5)),
            new Renewal.ByRefreshToken(
                Secret.of("refresh-token-of-a-usual-length-0123456789abcdef"),
                List.of(),
                Optional.empty(),
                Optional.empty()),
            Optional.of("account"),
            Map.of(),
            Optional.empty(),
            1,
            "https://provider.example:443");
    Credential credential =
        new Credential.Active(
            tokens, new CallSlot.Scheduled(nextRefresh), Trouble.none(), Ending.none());
    return new Grant(
        1,
        new TokenVersion(1, 1),
        credential,
        List.of(),
        List.of(),
        List.of(),
        0,
        Optional.empty());
  }

  private static <T extends StateStore> T opened(
      StoreBuilder<T> builder, MockProcessorContext<Void, Void> context) {
    T store = builder.withLoggingDisabled().withCachingDisabled().build();
    store.init(context.getStateStoreContext(), store);
    return store;
  }

  @Override
  public void close() {
    dueStore.close();
    tokenStore.close();
  }
}
