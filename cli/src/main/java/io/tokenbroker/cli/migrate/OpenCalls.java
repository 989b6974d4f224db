// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.migrate;

import io.tokenbroker.event.CallFailed;
import io.tokenbroker.event.CallNotSent;
import io.tokenbroker.event.CallStarted;
import io.tokenbroker.event.CallSucceeded;
import io.tokenbroker.event.CallUnknown;
import io.tokenbroker.event.ProviderRequest;
import io.tokenbroker.topic.Topic;
import io.tokenbroker.wire.EventCodec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * The provider calls that have no result yet.
 *
 * @param unclaimed their requests: nobody has sent them, and whoever owns their key next may
 * @param claimed their attempts: they may have been sent, and only a broker can end them
 */
record OpenCalls(List<ConsumerRecord<byte[], byte[]>> unclaimed, Set<String> claimed) {
  /** The lifecycle counts a call as unknown by itself after that. */
  private static final Duration FORGOTTEN_AFTER = Duration.ofDays(8);

  /**
   * Reads both logs.
   *
   * @param requests where the provider callers' group stands, by partition
   * @param results likewise
   */
  static OpenCalls find(
      LogReader reader,
      EventCodec codec,
      Place place,
      Map<Integer, Long> requests,
      Map<Integer, Long> results,
      Instant now) {
    Map<String, ConsumerRecord<byte[], byte[]>> open = new LinkedHashMap<>();
    reader.read(
        place.name(Topic.PROVIDER_REQUESTS),
        requests,
        record -> {
          if (record.value() != null
              && codec.decode(record.value()) instanceof ProviderRequest request
              && request.getNotAfter().plus(FORGOTTEN_AFTER).isAfter(now)) {
            open.put(id(record, request.getAttemptId()), record);
          }
        });
    Set<String> claimed = new HashSet<>();
    reader.read(
        place.name(Topic.PROVIDER_RESULTS),
        results,
        record -> {
          if (record.value() == null) {
            return;
          }
          SpecificRecord event = codec.decode(record.value());
          if (event instanceof CallStarted claim) {
            claimed.add(id(record, claim.getAttemptId()));
          } else {
            ended(event).ifPresent(attempt -> open.remove(id(record, attempt)));
          }
        });
    claimed.retainAll(open.keySet());
    open.keySet().removeAll(claimed);
    return new OpenCalls(List.copyOf(open.values()), claimed);
  }

  private static String id(ConsumerRecord<byte[], byte[]> record, String attemptId) {
    return new String(record.key(), StandardCharsets.UTF_8) + " " + attemptId;
  }

  private static Optional<String> ended(SpecificRecord event) {
    if (event instanceof CallSucceeded it) {
      return Optional.of(it.getAttemptId());
    }
    if (event instanceof CallFailed it) {
      return Optional.of(it.getAttemptId());
    }
    if (event instanceof CallNotSent it) {
      return Optional.of(it.getAttemptId());
    }
    return event instanceof CallUnknown it ? Optional.of(it.getAttemptId()) : Optional.empty();
  }
}
