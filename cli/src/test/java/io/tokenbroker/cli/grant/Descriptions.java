// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.grant;

import io.tokenbroker.cli.cluster.Answer;
import io.tokenbroker.event.GrantDescribed;
import io.tokenbroker.key.TokenKey;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A broker's answers about grants. */
public final class Descriptions {
  private Descriptions() {}

  public static Answer in(String state, TokenKey key) {
    return in(state, key, null);
  }

  public static Answer in(String state, TokenKey key, @Nullable Instant nextActionAt) {
    return description(state, key, nextActionAt, false);
  }

  public static Answer withCallInFlight(String state, TokenKey key) {
    return description(state, key, null, true);
  }

  private static Answer description(
      String state, TokenKey key, @Nullable Instant nextActionAt, boolean callInFlight) {
    return new Answer.Described(
        GrantDescribed.newBuilder()
            .setCorrelationId("c")
            .setTokenKey(key.toString())
            .setState(state)
            .setGeneration(1)
            .setSequence(1)
            .setNextActionAt(nextActionAt)
            .setCallInFlight(callInFlight)
            .setDescribedAt(Instant.EPOCH)
            .build());
  }
}
