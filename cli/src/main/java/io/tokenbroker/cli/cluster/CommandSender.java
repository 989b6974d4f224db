// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.cluster;

import io.tokenbroker.key.TokenKey;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;

/** Sends a command to a grant's owner. */
public interface CommandSender {
  /**
   * Sends one.
   *
   * @param command makes it, given its correlation id
   * @return the answer; it always comes, at the latest when the time is up, and is never a failure
   */
  CompletableFuture<Answer> send(TokenKey key, Function<String, SpecificRecord> command);
}
