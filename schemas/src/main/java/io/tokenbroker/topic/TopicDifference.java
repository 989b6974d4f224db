// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.topic;

import java.util.EnumSet;
import java.util.Set;

/**
 * What is not as it has to be.
 *
 * @param topic the topic's full name
 * @param setting what differs: {@code topic}, {@code partitions}, {@code replication.factor}, or a
 *     setting of Kafka's
 * @param found what the cluster has
 * @param wanted what it has to be
 */
public record TopicDifference(
    Kind kind, String topic, String setting, String found, String wanted) {

  /** What can be done about it. */
  public enum Kind {
    /** The topic is not there: it can be made. */
    MISSING,
    /** The principal may not look at the topic. */
    UNSEEN,
    /** Another partition count: every key would change its owner. Nothing mends that. */
    PARTITIONS,
    /** Records would be removed that have to stay, or stay that have to go. */
    CLEAN_UP,
    /** A setting that can be raised without the loss of anything. */
    TOO_LOW,
    /** Something that only the cluster's operator can weigh. */
    OTHER
  }

  private static final Set<Kind> OBSTACLES =
      EnumSet.of(Kind.MISSING, Kind.UNSEEN, Kind.PARTITIONS, Kind.CLEAN_UP);

  /** Whether a process must not work like this. */
  public boolean isObstacle() {
    return OBSTACLES.contains(kind);
  }

  /** Whether {@link TopicAdmin#mend} does something about it. */
  public boolean isMendable() {
    return kind == Kind.MISSING || kind == Kind.TOO_LOW;
  }

  /** One line that names the topic, both values, and what to do. */
  public String text() {
    return switch (kind) {
      case MISSING -> "topic " + topic + " is missing";
      case UNSEEN ->
          "topic "
              + topic
              + " may not be described by this principal: 'tokenbroker topics acls' lists what each"
              + " component needs";
      case PARTITIONS ->
          "topic "
              + topic
              + " has "
              + found
              + " partitions instead of "
              + wanted
              + ": set the partition count that it was made with, or use a new prefix";
      case CLEAN_UP, TOO_LOW -> differs();
      case OTHER ->
          setting.equals("replication.factor")
              ? differs() + ": kafka-reassign-partitions.sh adds replicas"
              : differs() + ": kafka-configs.sh sets it";
    };
  }

  private String differs() {
    return "topic " + topic + " has " + setting + "=" + found + " instead of " + wanted;
  }
}
