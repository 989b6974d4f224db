// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.wire;

import io.opentelemetry.context.Context;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.Headers;

/**
 * The headers beside an event's value: CloudEvents 1.0, binary mode of its Kafka binding, so that
 * ordinary tooling sees what a record is without decoding it.
 */
public final class CloudEventHeaders {
  private CloudEventHeaders() {}

  /**
   * Sets the headers, replacing those that a forwarded record brought along. Within a trace they
   * tell of the current context too.
   */
  public static void add(
      Headers headers, SpecificRecord event, String subject, String source, Instant time) {
    set(headers, "ce_specversion", "1.0");
    set(headers, "ce_id", randomId());
    set(headers, "ce_type", event.getSchema().getFullName());
    set(headers, "ce_source", source);
    set(headers, "ce_subject", subject);
    set(headers, "ce_time", time.toString());
    set(headers, "content-type", "application/avro");
    TraceHeaders.write(headers, Context.current());
  }

  private static void set(Headers headers, String name, String value) {
    headers.remove(name);
    headers.add(name, value.getBytes(StandardCharsets.UTF_8));
  }

  /** Unique, not secret. */
  private static String randomId() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    return new UUID(random.nextLong(), random.nextLong()).toString();
  }
}
