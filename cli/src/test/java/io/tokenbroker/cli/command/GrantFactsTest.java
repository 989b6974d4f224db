// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenbroker.event.AuthorizationSucceeded;
import io.tokenbroker.event.GrantDescribed;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GrantFactsTest {
  private static final Instant AT = Instant.parse("2024-05-06T07:08:09Z");

  @Test
  void whatIsKnownOfAGrantIsToldAndTheRestLeftOut() {
    assertThat(
            GrantFacts.of(
                GrantDescribed.newBuilder()
                    .setCorrelationId("c")
                    .setTokenKey("a/b/shared/default")
                    .setState("active")
                    .setGeneration(5)
                    .setSequence(6)
                    .setScopes(List.of("repo", "user"))
                    .setEndsAt(AT)
                    .setFailingSince(AT)
                    .setLastError("server_error")
                    .setCallInFlight(true)
                    .setAttributes(Map.of("team", "T1"))
                    .setDescribedAt(AT)
                    .build()))
        .containsExactly(
            Map.entry("key", "a/b/shared/default"),
            Map.entry("state", "active"),
            Map.entry("version", "5.6"),
            Map.entry("scopes", "repo user"),
            Map.entry("ends at", "2024-05-06T07:08:09Z"),
            Map.entry("call in flight", "true"),
            Map.entry("last error", "server_error"),
            Map.entry("failing since", "2024-05-06T07:08:09Z"),
            Map.entry("attribute team", "T1"));
  }

  @Test
  void anObtainedGrantIsToldWithItsExpiry() {
    assertThat(
            GrantFacts.of(
                AuthorizationSucceeded.newBuilder()
                    .setAuthorizationId("c")
                    .setTokenKey("a/b/shared/default")
                    .setGeneration(5)
                    .setSequence(1)
                    .setExpiresAt(AT)
                    .setCompletedAt(AT)
                    .build()))
        .containsEntry("result", "succeeded")
        .containsEntry("version", "5.1")
        .containsEntry("expires at", "2024-05-06T07:08:09Z");
  }
}
