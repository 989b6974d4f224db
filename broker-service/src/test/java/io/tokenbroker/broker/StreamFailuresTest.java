// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tokenbroker.secrets.UnknownKeyException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.junit.jupiter.api.Test;

class StreamFailuresTest {
  private final AtomicLong nanos = new AtomicLong();
  private final Counter counter = new SimpleMeterRegistry().counter("failures");
  private final StreamFailures failures = new StreamFailures(counter, nanos::get);

  @Test
  void aKeyThatIsMissedIsNamedWithWhatToDoAsLongAsItIsMissed() {
    fails(new StreamsException("task 0_3", new UnknownKeyException("sealed with key 42")));

    assertThat(failures.trouble()).hasValueSatisfying(told -> assertThat(told).contains("key 42"));
    assertThat(failures.trouble().orElseThrow()).contains("keysets", "StoppedPartitions");
    nanos.addAndGet(TimeUnit.SECONDS.toNanos(61));
    assertThat(failures.trouble()).isEmpty();
  }

  @Test
  void whatMendsItselfIsCountedAndIsNoTroubleOfItsOwn() {
    fails(new StreamsException("the cluster is away"));

    assertThat(failures.trouble()).isEmpty();
    assertThat(counter.count()).isEqualTo(1);
  }

  private void fails(RuntimeException error) {
    assertThat(failures.handle(error)).isEqualTo(StreamThreadExceptionResponse.REPLACE_THREAD);
  }
}
