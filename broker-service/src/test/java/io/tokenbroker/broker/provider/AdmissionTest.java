// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenbroker.broker.limit.CircuitBreaker;
import io.tokenbroker.broker.provider.Admission.Asking;
import io.tokenbroker.broker.provider.Admission.Entry;
import io.tokenbroker.event.ErrorClass;
import io.tokenbroker.key.ConnectorId;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Eight places in all, four for each provider, one of each reserved; two failures open. */
class AdmissionTest {
  private static final CallOutcome DONE = new CallOutcome.Succeeded(Optional.empty());
  private static final CallOutcome.NotSent NOT_REFUSED =
      new CallOutcome.NotSent("not refused", Optional.empty());
  private static final CallOutcome LOST = new CallOutcome.Unknown("no_reply_in_time");

  private final Admission admission = new Admission(new ProviderLimits(8, 1, 4, 1, 2));
  private long now;

  @Test
  void aHungProviderLeavesPlacesToTheOthers() {
    assertThat(admitted("hung", 10)).isEqualTo(3);
    assertThat(refusal(call("hung")).reason()).isEqualTo("bulkhead_full");

    assertThat(admitted("other", 10)).isEqualTo(3);
    assertThat(admitted("third", 10)).isEqualTo(1);
    assertThat(refusal(call("third")).reason()).isEqualTo("too_many_calls");
  }

  @Test
  void whatIsRefusedTogetherComesBackOneAfterTheOther() {
    admitted("hung", 3);

    Duration last =
        IntStream.range(0, 1_000)
            .mapToObj(i -> refusal(call("hung")).retryAfter().orElseThrow())
            .reduce((a, b) -> b)
            .orElseThrow();

    assertThat(last).isBetween(Duration.ofSeconds(21), Duration.ofSeconds(22));
    assertThat(refusal(call("hung", true, Optional.empty(), "x")))
        .as("a person has the last place")
        .isEqualTo(NOT_REFUSED);
  }

  @Test
  void aClientKeepsToItsRateAndAnotherClientToItsOwn() {
    Asking limited = call("p", false, Optional.of(60), "client-1");
    int calls = 0;
    while (refusal(limited).equals(NOT_REFUSED)) {
      calls++;
      admission.ended(limited, new CircuitBreaker.Pass(false), DONE, now);
    }

    assertThat(calls).as("a burst without what is reserved").isEqualTo(8);
    assertThat(refusal(limited).reason()).isEqualTo("rate_limited_locally");
    assertThat(refusal(limited).retryAfter().orElseThrow()).isGreaterThan(Duration.ofSeconds(1));
    assertThat(refusal(call("p", false, Optional.of(60), "client-2"))).isEqualTo(NOT_REFUSED);
  }

  @Test
  void aProviderThatFailsIsHeldBackAndTriedAgain() {
    end("p", LOST);
    end("p", LOST);
    assertThat(refusal(call("p")).reason()).isEqualTo("circuit_open");

    now += Duration.ofSeconds(1).toNanos();
    Entry tries = admission.enter(call("p"), now);
    assertThat(tries.pass()).contains(new CircuitBreaker.Pass(true));
    assertThat(refusal(call("p")).reason()).isEqualTo("circuit_open");
    admission.ended(call("p"), tries.pass().orElseThrow(), DONE, now);

    assertThat(refusal(call("p"))).isEqualTo(NOT_REFUSED);
  }

  @Test
  void aThrottleHoldsForAsLongAsTheProviderAsks() {
    end("p", failed(429, Optional.of(Duration.ofSeconds(40))));

    assertThat(refusal(call("p")).reason()).isEqualTo("circuit_open");
    assertThat(refusal(call("p")).retryAfter().orElseThrow())
        .isGreaterThanOrEqualTo(Duration.ofSeconds(40));
    now += Duration.ofSeconds(40).toNanos();
    assertThat(refusal(call("p"))).isEqualTo(NOT_REFUSED);
  }

  @ParameterizedTest
  @CsvSource({
    "500, true",
    "503, true",
    "429, true",
    "400, false",
    "401, false",
    "302, false",
  })
  void aStatusIsAFailureOfTheProviderOrItsAnswer(int status, boolean failure) {
    end("p", failed(status, Optional.empty()));
    end("p", failed(status, Optional.empty()));

    assertThat(refusal(call("p")).equals(NOT_REFUSED)).isNotEqualTo(failure);
  }

  @ParameterizedTest
  @CsvSource({
    "connect_failed, true",
    "tls_failed, true",
    "name_not_resolved, true",
    "stream_refused, true",
    "claim_too_old, false",
    "address_not_allowed, false",
    "unusable_request, false",
  })
  void whatWasNotSentIsTheProvidersFaultOrOurs(String reason, boolean failure) {
    end("p", new CallOutcome.NotSent(reason, Optional.empty()));
    end("p", new CallOutcome.NotSent(reason, Optional.empty()));

    assertThat(refusal(call("p")).equals(NOT_REFUSED)).isNotEqualTo(failure);
  }

  private int admitted(String provider, int tries) {
    return (int)
        IntStream.range(0, tries).filter(i -> refusal(call(provider)).equals(NOT_REFUSED)).count();
  }

  private CallOutcome.NotSent refusal(Asking call) {
    return admission.enter(call, now).refusal().orElse(NOT_REFUSED);
  }

  private void end(String provider, CallOutcome outcome) {
    Entry entry = admission.enter(call(provider), now);
    admission.ended(call(provider), entry.pass().orElseThrow(), outcome, now);
  }

  private static CallOutcome failed(int status, Optional<Duration> retryAfter) {
    return new CallOutcome.Failed(
        ErrorClass.TRANSIENT, "http_" + status, Optional.empty(), status, retryAfter);
  }

  private static Asking call(String provider) {
    return call(provider, false, Optional.empty(), "client-1");
  }

  private static Asking call(
      String provider, boolean somebodyWaits, Optional<Integer> rate, String clientId) {
    return new Asking(
        new ConnectorId("acme", provider), provider, provider, clientId, rate, somebodyWaits);
  }
}
