// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tokenbroker.broker.network.ProviderNetwork;
import io.tokenbroker.broker.provider.CallerRig.Logs;
import io.tokenbroker.event.CallNotSent;
import io.tokenbroker.event.CallStarted;
import io.tokenbroker.event.CallUnknown;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ProviderCallerTest {
  private static final ProviderCallerSettings SHORT_CLAIMS =
      new ProviderCallerSettings(
          Duration.ofMillis(10),
          Duration.ofMillis(10),
          Duration.ofMillis(10),
          Duration.ofHours(1),
          100,
          ProviderLimits.defaults(),
          ProviderNetwork.defaults());

  private final Logs logs = new Logs();

  @Test
  void aCallIsMadeOnlyAfterItsOwnClaimWasReadBack() {
    logs.request("refresh-1-1");
    try (CallerRig caller = new CallerRig(logs, "A")) {
      caller.readRequests();
      assertThat(logs.results()).hasSize(1).allMatch(CallStarted.class::isInstance);

      caller.readResults();
      assertThat(reasonOfLast()).isEqualTo(CallerRig.MADE);

      caller.readResults().readRequests().readResults();
      assertThat(logs.results()).as("claim and result, and nothing more").hasSize(2);
    }
  }

  @Test
  void anAttemptThatAnotherClaimedFirstIsNeverSentAndEndsAsUnknownWhenItsTimeIsUp() {
    logs.request("refresh-1-1");
    try (CallerRig dead = new CallerRig(logs, "A", SHORT_CLAIMS)) {
      dead.readRequests();
    }
    try (CallerRig next = new CallerRig(logs, "B")) {
      next.readRequests().readResults();
      await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(
              () -> {
                next.readResults();
                assertThat(logs.results()).hasSize(2);
              });
      assertThat(logs.results().get(1)).isInstanceOf(CallUnknown.class);
      assertThat(((CallUnknown) logs.results().get(1)).getOwner()).isEqualTo("A");
    }
  }

  @Test
  void aClaimThatIsReadBeforeItsRequestIsStillThereForTheOwnerAfterTheNext() {
    logs.request("refresh-1-1");
    try (CallerRig first = new CallerRig(logs, "A")) {
      first.readRequests();
    }
    try (CallerRig second = new CallerRig(logs, "B")) {
      second.readResults().readRequests().commit();
    }
    assertThat(logs.committedRequests()).isZero();
    assertThat(logs.committedResults()).isZero();
    try (CallerRig third = new CallerRig(logs, "C")) {
      third.readRequests().readResults();
      assertThat(logs.results()).as("A's claim stands, nobody claims again").hasSize(1);
    }
  }

  @Test
  void aResultThatIsReadBeforeItsRequestIsCommittedOnlyWithIt() {
    logs.request("refresh-1-1");
    try (CallerRig first = new CallerRig(logs, "A")) {
      first.readRequests().readResults();
    }
    assertThat(logs.results()).hasSize(2);
    try (CallerRig second = new CallerRig(logs, "B")) {
      second.readResults().readRequests().readResults().commit();
      assertThat(logs.results()).hasSize(2);
    }
    try (CallerRig third = new CallerRig(logs, "C")) {
      third.readRequests().readResults();
      assertThat(logs.results()).as("it has ended, nobody sends it again").hasSize(2);
    }
  }

  @Test
  void whatIsClaimedWhenTheCallerStopsEndsAsNotSent() {
    logs.request("refresh-1-1");
    try (CallerRig caller = new CallerRig(logs, "A")) {
      caller.readRequests().stopTaking();
      assertThat(caller.isBusy()).as("its claim is to be answered for").isTrue();

      caller.readResults();

      assertThat(reasonOfLast()).isEqualTo("shutting_down");
      caller.readResults();
      assertThat(caller.isBusy()).isFalse();
    }
  }

  @Test
  void aClaimThatIsReadBackTooLateLeadsToNoCall() {
    logs.request("refresh-1-1");
    try (CallerRig caller = new CallerRig(logs, "A", SHORT_CLAIMS)) {
      caller.readRequests();
      await().atMost(Duration.ofSeconds(5)).until(() -> !caller.isBusy());

      caller.readResults();

      assertThat(reasonOfLast()).isEqualTo("claim_too_old");
    }
  }

  private String reasonOfLast() {
    return ((CallNotSent) logs.results().get(logs.results().size() - 1)).getReason();
  }
}
