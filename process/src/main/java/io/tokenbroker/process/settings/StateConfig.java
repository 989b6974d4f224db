// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.process.settings;

import io.smallrye.config.WithDefault;
import io.tokenbroker.process.config.key.Meaning;
import io.tokenbroker.process.config.key.Section;
import java.nio.file.Path;
import java.util.Optional;

/** The broker's topology and its stores. */
@Section(value = "Topology", order = 200)
public interface StateConfig {
  @Meaning(
      value =
          "folder of the state stores; a disk of its own that outlives restarts saves restoring",
      example = "/var/lib/tokenbroker")
  Path stateDir();

  @Meaning(
      value = "Kafka Streams' application id: consumer group, and prefix of internal topics",
      otherwise = "the topics' prefix, then `broker`")
  Optional<String> applicationId();

  @Meaning(value = "threads of the topology", range = "1..64")
  @WithDefault("1")
  int streamThreads();

  @Meaning(
      value = "copies of each store on other processes",
      otherwise = "1, or 0 without replication",
      range = "0..10")
  Optional<Integer> standbyReplicas();
}
