// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.reply;

import io.tokenbroker.event.AuthorizationFailed;
import io.tokenbroker.event.AuthorizationSucceeded;
import io.tokenbroker.event.CommandRejected;
import io.tokenbroker.event.GrantDescribed;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;

/**
 * All that came on the replies topic lately, sorted by what it answers. Thread-safe.
 *
 * @param outcomes of authorizations, by authorization id; of those without a browser it is the
 *     command's correlation id
 * @param answers to commands, by correlation id
 */
public record Replies(ReplyBoard<AuthorizationOutcome> outcomes, ReplyBoard<CommandAnswer> answers)
    implements AutoCloseable {

  public static Replies create() {
    return new Replies(new ReplyBoard<>(), new ReplyBoard<>());
  }

  /** Takes an event of the replies topic; any other event is passed over. */
  public void accept(SpecificRecord event) {
    if (event instanceof AuthorizationSucceeded succeeded) {
      outcomes.accept(
          succeeded.getAuthorizationId(), new AuthorizationOutcome.Succeeded(succeeded));
    } else if (event instanceof AuthorizationFailed failed) {
      outcomes.accept(failed.getAuthorizationId(), new AuthorizationOutcome.Failed(failed));
    } else if (event instanceof GrantDescribed described) {
      answers.accept(described.getCorrelationId(), new CommandAnswer.Described(described));
    } else if (event instanceof CommandRejected rejected) {
      answers.accept(rejected.getCorrelationId(), new CommandAnswer.Rejected(rejected));
    }
  }

  /**
   * How an authorization ended, if that is known. One that a command started also ended if the
   * command was rejected.
   */
  public Optional<AuthorizationOutcome> outcomeOf(String id) {
    return outcomes
        .known(id)
        .or(
            () ->
                answers
                    .known(id)
                    .flatMap(
                        answer ->
                            answer.fold(
                                described -> Optional.empty(),
                                rejected -> Optional.of(failed(rejected)))));
  }

  private static AuthorizationOutcome failed(CommandRejected rejected) {
    AuthorizationFailed.Builder event =
        AuthorizationFailed.newBuilder()
            .setAuthorizationId(rejected.getCorrelationId())
            .setTokenKey(rejected.getTokenKey())
            .setReason(rejected.getReason())
            .setCompletedAt(rejected.getRejectedAt());
    rejected.getDescription().ifPresent(event::setDescription);
    return new AuthorizationOutcome.Failed(event.build());
  }

  /** Lets everybody who waits go with what is known. */
  @Override
  public void close() {
    outcomes.close();
    answers.close();
  }
}
