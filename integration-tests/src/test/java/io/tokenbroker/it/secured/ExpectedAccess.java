// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.it.secured;

import io.tokenbroker.cli.acl.Component;
import io.tokenbroker.topic.Topic;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What components may read and write, written down a second time: {@code w}, {@code r}, both. */
final class ExpectedAccess {
  /** In the order of {@link Component}. */
  private static final Map<Topic, List<String>> ACCESS =
      Map.ofEntries(
          Map.entry(Topic.CONNECTORS, List.of("r", "r", "", "r", "wr")),
          Map.entry(Topic.API_KEYS, List.of("r", "", "", "", "wr")),
          Map.entry(Topic.CONTROLS, List.of("", "wr", "", "r", "wr")),
          Map.entry(Topic.AUTHORIZATIONS, List.of("w", "r", "", "", "wr")),
          Map.entry(Topic.REPLIES, List.of("r", "w", "", "", "r")),
          Map.entry(Topic.REFRESH_REQUESTS, List.of("", "r", "w", "", "wr")),
          Map.entry(Topic.TOKEN_COMMANDS, List.of("w", "r", "", "", "wr")),
          Map.entry(Topic.PROVIDER_REQUESTS, List.of("", "wr", "", "", "r")),
          Map.entry(Topic.PROVIDER_RESULTS, List.of("", "wr", "", "", "r")),
          Map.entry(Topic.TOKEN_EVENTS, List.of("", "w", "r", "r", "r")),
          Map.entry(Topic.AUDIT, List.of("w", "w", "", "r", "wr")),
          Map.entry(Topic.DEAD_LETTERS, List.of("", "w", "", "r", "r")));

  private ExpectedAccess() {}

  static Map<Topic, String> of(Component component) {
    Map<Topic, String> access = new EnumMap<>(Topic.class);
    Arrays.stream(Topic.values())
        .forEach(
            topic ->
                access.put(
                    topic,
                    ACCESS
                        .getOrDefault(topic, List.of())
                        .get(List.of(Component.values()).indexOf(component))));
    return access;
  }
}
