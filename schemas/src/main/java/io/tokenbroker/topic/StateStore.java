// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.topic;

/**
 * The stores of the broker's topology. Each has a changelog, a topic that is internal to the broker
 * and named after it. The topology has no repartition topics: all that it reads has one key.
 */
public enum StateStore {
  /** Grants and pending authorizations. */
  TOKENS("tokens"),
  /** When to look at which of them again. */
  DUE("due");

  private final String storeName;

  StateStore(String storeName) {
    this.storeName = storeName;
  }

  /** Its name in the topology. */
  public String storeName() {
    return storeName;
  }

  /** Its changelog's full name, as Kafka Streams makes it. */
  public String changelog(String applicationId) {
    return applicationId + "-" + storeName + "-changelog";
  }
}
