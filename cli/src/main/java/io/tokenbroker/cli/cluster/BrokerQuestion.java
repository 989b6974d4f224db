// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.cluster;

import io.tokenbroker.event.GrantDescribed;
import io.tokenbroker.key.TokenKey;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;

/** One command to a grant's owner at a time, and its answer. */
public final class BrokerQuestion implements AutoCloseable {
  private final BrokerCommands commands;
  private final Duration timeout;

  /**
   * @param timeout the longest that a question may take, from sending to the answer
   */
  public BrokerQuestion(BrokerCommands commands, Duration timeout) {
    this.commands = commands;
    this.timeout = timeout;
  }

  /** For a cluster; its commands are closed with this. */
  public static BrokerQuestion to(ClusterOptions cluster) {
    return new BrokerQuestion(BrokerCommands.to(cluster), cluster.timeout());
  }

  /**
   * Asks something that is answered with the grant's metadata.
   *
   * @throws CliException for every other answer
   */
  public GrantDescribed describe(TokenKey key, Function<String, SpecificRecord> command) {
    Answer answer = ask(key, command);
    if (answer instanceof Answer.Described described) {
      return described.grant();
    }
    throw failure(key, answer);
  }

  /** What to tell when an answer is not the one that was hoped for. */
  public static CliException failure(TokenKey key, Answer answer) {
    return answer instanceof Answer.Refused
        ? new CliException("the broker refused the command about " + key + ": " + answer.problem())
        : new CliException(
            "no answer about "
                + key
                + ": "
                + answer.problem()
                + "; the command stands, is broker-service running? 'tokenbroker grants show "
                + key
                + "' tells what came of it");
  }

  /** Asks, and waits for the answer. */
  public Answer ask(TokenKey key, Function<String, SpecificRecord> command) {
    CompletableFuture<Answer> answer = commands.send(key, command);
    try {
      // The answer has a deadline of its own; this one is for a sender that forgets it.
      return answer.get(2 * timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException e) {
      throw new CliException("no answer about " + key + " within " + timeout.toSeconds() + " s", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CliException("interrupted while waiting for a reply about " + key, e);
    }
  }

  @Override
  public void close() {
    commands.close();
  }
}
