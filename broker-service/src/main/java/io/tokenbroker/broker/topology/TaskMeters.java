// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.topology;

import io.tokenbroker.broker.store.DueIndex;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What one task tells of its partition. Written by its stream thread, read by whoever scrapes: a
 * thread that hangs shows as a lag that grows.
 */
final class TaskMeters {
  private final GrantCensus census;
  private volatile Instant waitingSince;
  private volatile int backlog;

  TaskMeters(GrantCensus census, Instant now) {
    this.census = census;
    this.waitingSince = now;
  }

  GrantCensus census() {
    return census;
  }

  /** The due index was looked at. */
  void looked(List<DueIndex.Entry> due, Instant now) {
    backlog = due.size();
    waitingSince = due.isEmpty() || due.get(0).dueAt().isAfter(now) ? now : due.get(0).dueAt();
  }

  int backlog() {
    return backlog;
  }

  Duration lag(Instant now) {
    Duration lag = Duration.between(waitingSince, now);
    return lag.isNegative() ? Duration.ZERO : lag;
  }
}
