// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.kafka;

import io.tokenbroker.gateway.event.KafkaGate;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Asks the brokers every second whether they are there, and tells the gate: so no browser has to
 * wait out a time-out first. Thread-safe.
 */
public final class KafkaWatch implements AutoCloseable {
  private static final Duration EVERY = Duration.ofSeconds(1);

  private final KafkaReadiness readiness;
  private final KafkaGate gate;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "gateway-kafka-watch");
            thread.setDaemon(true);
            return thread;
          });
  private final ScheduledFuture<?> asking;

  KafkaWatch(KafkaReadiness readiness, KafkaGate gate) {
    this.readiness = readiness;
    this.gate = gate;
    this.asking =
        timer.scheduleWithFixedDelay(
            this::ask, EVERY.toMillis(), EVERY.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void ask() {
    long since = System.nanoTime();
    var unused =
        readiness
            .kafka()
            .thenAccept(
                kafka -> {
                  if (kafka.ok()) {
                    gate.answered();
                  } else {
                    gate.silent(since);
                  }
                });
  }

  @Override
  public void close() {
    asking.cancel(false);
    timer.shutdownNow();
  }
}
