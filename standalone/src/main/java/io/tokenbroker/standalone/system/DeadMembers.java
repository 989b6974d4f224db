// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.standalone.system;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the members of a killed process out of its consumer groups, which would else be waited for
 * until their session times out. Right only where nobody else can be a member: here the cluster is
 * ours alone, and the data folder's lock says that the process before is gone.
 */
final class DeadMembers {
  private static final Logger log = LoggerFactory.getLogger(DeadMembers.class);
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private DeadMembers() {}

  static void remove(Admin admin, Set<String> groups) throws InterruptedException {
    for (String group : groups) {
      try {
        remove(admin, group);
      } catch (ExecutionException e) {
        // Kafka's first start on this folder: there are no groups.
        if (!(e.getCause() instanceof GroupIdNotFoundException)) {
          log.atWarn().setCause(e).addKeyValue("group", group).log("no dead member was removed");
        }
      } catch (TimeoutException e) {
        log.atWarn().setCause(e).addKeyValue("group", group).log("no dead member was removed");
      }
    }
  }

  private static void remove(Admin admin, String group)
      throws InterruptedException, ExecutionException, TimeoutException {
    Map<String, ConsumerGroupDescription> found =
        admin
            .describeConsumerGroups(Set.of(group))
            .all()
            .get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    boolean isInhabited =
        found.values().stream().anyMatch(description -> !isEmpty(description.groupState()));
    if (isInhabited) {
      admin
          .removeMembersFromConsumerGroup(group, new RemoveMembersFromConsumerGroupOptions())
          .all()
          .get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
      log.atInfo().addKeyValue("group", group).log("members of a killed process removed");
    }
  }

  private static boolean isEmpty(GroupState state) {
    return state == GroupState.EMPTY || state == GroupState.DEAD;
  }
}
