// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.it.hunt;

/** Where a secret could have been left. */
public enum Place {
  /** What consumers read, decompressed: all topics, changelogs and Kafka's own included. */
  KAFKA_RECORDS,
  /** The bytes of Kafka's log folders. */
  KAFKA_FILES,
  /** What RocksDB reads from the state stores, decompressed. */
  STATE_ENTRIES,
  /** The bytes of the state folders. */
  STATE_FILES,
  /** The bytes of keysets and API key file. */
  KEYS,
  /** The bytes of what the provider keeps. */
  PROVIDER_DATA,
  /** What a collector of traces is sent. */
  TRACES,
  /** The process's log, at DEBUG for our own classes. */
  LOG,
  /** Standard output and standard error. */
  CONSOLE
}
