// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker;

import io.micrometer.core.instrument.Counter;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A stream thread that failed is replaced after a pause, and takes up the same record again: a
 * missing key may arrive, a cluster may come back. Nothing is skipped.
 */
final class StreamFailures implements StreamsUncaughtExceptionHandler {
  private static final Logger log = LoggerFactory.getLogger(StreamFailures.class);
  private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final Counter failures;

  StreamFailures(Counter failures) {
    this.failures = failures;
  }

  @Override
  public StreamThreadExceptionResponse handle(Throwable error) {
    failures.increment();
    log.atError().setCause(error).log("a stream thread failed and is replaced");
    LockSupport.parkNanos(PAUSE_NANOS);
    return StreamThreadExceptionResponse.REPLACE_THREAD;
  }
}
