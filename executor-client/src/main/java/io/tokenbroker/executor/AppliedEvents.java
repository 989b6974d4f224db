// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.executor;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import io.tokenbroker.topic.Topic;
import io.tokenbroker.trace.Traces;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * The spans with which traces end: a new token is in a runner's memory. Of events that were there
 * before the runner nothing is told.
 */
final class AppliedEvents {
  private final Traces traces;

  AppliedEvents(Traces traces) {
    this.traces = traces;
  }

  /** Does what is to be done with a record, and tells of it. */
  void during(ConsumerRecord<String, byte[]> record, Runnable apply) {
    if (!traces.isOn()) {
      apply.run();
      return;
    }
    Span span = traces.process(Topic.TOKEN_EVENTS, traces.read(record.headers()));
    try {
      Context.current().with(span).wrap(apply).run();
    } catch (RuntimeException e) {
      span.setStatus(StatusCode.ERROR);
      throw e;
    } finally {
      span.end();
    }
  }
}
