// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.grant;

import io.tokenbroker.topic.StateStore;
import io.tokenbroker.topic.Topic;
import io.tokenbroker.topic.Topics;
import java.util.List;
import java.util.stream.Stream;

/**
 * Every topic of a deployment that holds records about grants under the grant's key. Replies are
 * kept under correlation ids, for a day, and are not among them. Immutable.
 *
 * @param tokens changelog of the broker's store of grants
 * @param due changelog of the broker's index of what is due
 * @param tokenEvents what runners read
 * @param authorizations what the gateway writes
 * @param others all other topics
 */
public record GrantLogs(
    GrantLog tokens,
    GrantLog due,
    GrantLog tokenEvents,
    GrantLog authorizations,
    List<GrantLog> others) {
  /**
   * Those of a deployment.
   *
   * @param applicationId the broker's, which its changelogs are called after
   */
  public static GrantLogs of(Topics topics, String applicationId) {
    return new GrantLogs(
        new GrantLog(StateStore.TOKENS.changelog(applicationId), GrantLog.Kind.STATE, true),
        new GrantLog(StateStore.DUE.changelog(applicationId), GrantLog.Kind.DUE_STATE, false),
        new GrantLog(topics.name(Topic.TOKEN_EVENTS), GrantLog.Kind.STATE, true),
        messages(topics, Topic.AUTHORIZATIONS, true),
        List.of(
            messages(topics, Topic.REFRESH_REQUESTS, false),
            messages(topics, Topic.TOKEN_COMMANDS, true),
            messages(topics, Topic.PROVIDER_REQUESTS, true),
            messages(topics, Topic.PROVIDER_RESULTS, true),
            messages(topics, Topic.AUDIT, false),
            messages(topics, Topic.DEAD_LETTERS, true)));
  }

  /** All of them. */
  public List<GrantLog> all() {
    return Stream.concat(Stream.of(tokens, due, tokenEvents, authorizations), others.stream())
        .toList();
  }

  /** Those that tell which grants there are, or may come to be. */
  public List<GrantLog> ofExistence() {
    return List.of(tokens, tokenEvents, authorizations);
  }

  private static GrantLog messages(Topics topics, Topic topic, boolean sealedSecrets) {
    return new GrantLog(topics.name(topic), GrantLog.Kind.MESSAGES, sealedSecrets);
  }
}
