// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.process.metrics;

import java.util.EnumSet;
import java.util.Set;

/**
 * Metrics of the JVM and of Kafka's clients that the dashboard uses. There are many more, called as
 * Micrometer calls them; these are the ones whose names we hold on to.
 */
public enum ForeignMetric {
  JVM_HEAP("jvm_memory_used_bytes", EnumSet.allOf(Part.class), "Memory in use, by area."),
  JVM_MAX("jvm_memory_max_bytes", EnumSet.allOf(Part.class), "The most it may be."),
  JVM_THREADS("jvm_threads_live_threads", EnumSet.allOf(Part.class), "Threads."),
  JVM_PAUSES("jvm_gc_pause_seconds", EnumSet.allOf(Part.class), "Pauses of the garbage collector."),
  CPU("process_cpu_usage", EnumSet.allOf(Part.class), "Share of the machine's processors, 0 to 1."),
  FILES("process_files_open_files", EnumSet.allOf(Part.class), "Open file descriptors."),
  START("process_start_time_seconds", EnumSet.allOf(Part.class), "When the process started."),
  CONSUMER_LAG(
      "kafka_consumer_fetch_manager_records_lag_max",
      EnumSet.of(Part.BROKER),
      "Records that a consumer is behind, at the most."),
  STREAM_PROCESS(
      "kafka_stream_thread_process_rate",
      EnumSet.of(Part.BROKER),
      "Records a second that a stream thread handles."),
  STREAM_COMMIT(
      "kafka_stream_thread_commit_latency_avg",
      EnumSet.of(Part.BROKER),
      "Milliseconds that a commit takes."),
  STREAM_STATE(
      "kafka_stream_alive_stream_threads", EnumSet.of(Part.BROKER), "Stream threads alive."),
  STORE_BYTES(
      "kafka_stream_state_total_sst_files_size",
      EnumSet.of(Part.BROKER),
      "Bytes of a store on disk."),
  STORE_KEYS(
      "kafka_stream_state_estimate_num_keys",
      EnumSet.of(Part.BROKER),
      "Keys in a store, RocksDB's estimate."),
  STORE_CACHE(
      "kafka_stream_state_block_cache_usage",
      EnumSet.of(Part.BROKER),
      "Bytes in RocksDB's block cache, which all stores share."),
  STORE_COMPACTION(
      "kafka_stream_state_num_running_compactions",
      EnumSet.of(Part.BROKER),
      "Compactions under way."),
  PRODUCER_ERRORS(
      "kafka_producer_record_error_rate",
      EnumSet.allOf(Part.class),
      "Records a second that could not be written."),
  PRODUCER_LATENCY(
      "kafka_producer_request_latency_avg",
      EnumSet.allOf(Part.class),
      "Milliseconds that a request of a producer takes.");

  private final String prometheusName;
  private final Set<Part> parts;
  private final String meaning;

  ForeignMetric(String prometheusName, Set<Part> parts, String meaning) {
    this.prometheusName = prometheusName;
    this.parts = parts;
    this.meaning = meaning;
  }

  public String prometheusName() {
    return prometheusName;
  }

  /** The processes that tell it. */
  public Set<Part> parts() {
    return parts;
  }

  public String meaning() {
    return meaning;
  }
}
