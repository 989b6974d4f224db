// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.migrate;

import io.tokenbroker.topic.Topic;
import io.tokenbroker.topic.Topics;
import java.util.List;

/**
 * Where a deployment has its topics.
 *
 * @param applicationId the broker's, which its changelogs and groups are called after
 */
public record Place(Topics topics, String applicationId) {
  /** Who must not be at work while records are moved. */
  List<String> groups() {
    return List.of(applicationId, callerGroup());
  }

  String callerGroup() {
    return applicationId + "-provider-caller";
  }

  String name(Topic topic) {
    return topics.name(topic);
  }
}
