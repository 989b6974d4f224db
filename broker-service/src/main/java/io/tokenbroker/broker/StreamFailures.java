// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker;

import io.micrometer.core.instrument.Counter;
import io.tokenbroker.secrets.UnknownKeyException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A stream thread that failed is replaced after a pause, and takes up the same record again: a
 * missing key may arrive, a cluster may come back. Nothing is skipped. What goes on until an
 * operator brings a key is told as long as it fails again. Thread-safe.
 */
final class StreamFailures implements StreamsUncaughtExceptionHandler {
  private static final Logger log = LoggerFactory.getLogger(StreamFailures.class);
  private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(2);

  /** Longer than it takes for a record to be tried again: the pause, and a group that meets. */
  private static final long TOLD_NANOS = TimeUnit.SECONDS.toNanos(60);

  private static final int MAX_CAUSES = 20;

  private final Counter failures;
  private final LongSupplier nanoTime;
  private volatile Optional<MissingKey> missing = Optional.empty();

  private record MissingKey(String message, long atNanos) {}

  /**
   * @param failures counts them
   * @param nanoTime {@link System#nanoTime} but in tests
   */
  StreamFailures(Counter failures, LongSupplier nanoTime) {
    this.failures = failures;
    this.nanoTime = nanoTime;
  }

  /** Which key a partition waits for, and what to do; empty if none was missed lately. */
  Optional<String> trouble() {
    return missing
        .filter(it -> nanoTime.getAsLong() - it.atNanos() < TOLD_NANOS)
        .map(
            it ->
                "a partition waits for a key: "
                    + it.message()
                    + "; give the broker the keysets that hold it and restart it (runbook"
                    + " StoppedPartitions)");
  }

  @Override
  public StreamThreadExceptionResponse handle(Throwable error) {
    failures.increment();
    unknownKey(error, MAX_CAUSES)
        .ifPresent(
            it ->
                missing =
                    Optional.of(
                        new MissingKey(String.valueOf(it.getMessage()), nanoTime.getAsLong())));
    log.atError().setCause(error).log("a stream thread failed and is replaced");
    LockSupport.parkNanos(PAUSE_NANOS);
    return StreamThreadExceptionResponse.REPLACE_THREAD;
  }

  private static Optional<UnknownKeyException> unknownKey(Throwable error, int causes) {
    return error instanceof UnknownKeyException unknown
        ? Optional.of(unknown)
        : Optional.ofNullable(error.getCause())
            .filter(cause -> causes > 0)
            .flatMap(cause -> unknownKey(cause, causes - 1));
  }
}
