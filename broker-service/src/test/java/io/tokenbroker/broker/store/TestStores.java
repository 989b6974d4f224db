// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.store;

import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;

/** Kafka Streams' own stores, in memory. */
final class TestStores {
  private TestStores() {}

  static KeyValueStore<Bytes, byte[]> due() {
    return opened("due", Serdes.Bytes());
  }

  static KeyValueStore<String, byte[]> tokens() {
    return opened("tokens", Serdes.String());
  }

  private static <K> KeyValueStore<K, byte[]> opened(String name, Serde<K> keys) {
    KeyValueStore<K, byte[]> store =
        Stores.keyValueStoreBuilder(Stores.inMemoryKeyValueStore(name), keys, Serdes.ByteArray())
            .withLoggingDisabled()
            .withCachingDisabled()
            .build();
    store.init(new MockProcessorContext<Void, Void>().getStateStoreContext(), store);
    return store;
  }
}
