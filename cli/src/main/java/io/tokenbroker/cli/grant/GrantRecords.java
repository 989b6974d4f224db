// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.grant;

import io.tokenbroker.cli.cluster.CliException;
import io.tokenbroker.cli.cluster.MissingTopicException;
import io.tokenbroker.cli.cluster.TopicKeys;
import io.tokenbroker.cli.cluster.TopicKeys.Seen;
import io.tokenbroker.cli.cluster.TopicKeys.Which;
import io.tokenbroker.key.TokenKey;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/** Reads which records about which grants a log holds, from their keys alone. */
public final class GrantRecords {
  private final TopicKeys keys;

  public GrantRecords(TopicKeys keys) {
    this.keys = keys;
  }

  /**
   * Reads a log to its end.
   *
   * @throws CliException if the topic is missing or can't be read in time
   */
  public void read(
      GrantLog log, Which which, Predicate<TokenKey> wanted, BiConsumer<TokenKey, Seen> handler) {
    try {
      keys.read(
          log.topic(),
          which,
          seen -> log.grant(seen.key()).filter(wanted).ifPresent(key -> handler.accept(key, seen)));
    } catch (MissingTopicException e) {
      throw new CliException(
          e.getMessage()
              + (log.kind().isState()
                  ? ": has broker-service ever run here, and are --prefix and --application-id its"
                      + " own?"
                  : ": is --prefix right?"),
          e);
    }
  }
}
