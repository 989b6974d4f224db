// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.event;

import io.tokenbroker.topic.Topic;
import java.util.concurrent.CompletionStage;
import org.apache.avro.specific.SpecificRecord;

/** Where the gateway's events go. Never blocks the caller. Thread-safe. */
public interface EventLog {
  /**
   * Appends an event.
   *
   * @param key the record's key in its text form
   * @return completes when the event is durable; fails with {@link UnavailableException} when that
   *     is not known after a bounded time (it may become durable later)
   */
  CompletionStage<Void> append(Topic topic, String key, SpecificRecord event);
}
