// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.reply;

import io.tokenbroker.event.AuthorizationAwaitingConfirmation;
import io.tokenbroker.event.AuthorizationFailed;
import io.tokenbroker.event.AuthorizationRequestPushed;
import io.tokenbroker.event.AuthorizationSucceeded;
import io.tokenbroker.event.CommandRejected;
import io.tokenbroker.event.DeviceAuthorizationStarted;
import io.tokenbroker.event.GrantDescribed;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.avro.specific.SpecificRecord;

/**
 * All that came on the replies topic lately, sorted by what it answers. Thread-safe.
 *
 * @param outcomes of authorizations, by authorization id; of those without a browser it is the
 *     command's correlation id
 * @param steps of authorizations on their way, by authorization id; ends are told here, but not
 *     kept
 * @param answers to commands, by correlation id
 */
public record Replies(
    ReplyBoard<AuthorizationOutcome> outcomes,
    ReplyBoard<AuthorizationStep> steps,
    ReplyBoard<CommandAnswer> answers)
    implements AutoCloseable {

  public static Replies create() {
    return new Replies(new ReplyBoard<>(), new ReplyBoard<>(), new ReplyBoard<>());
  }

  /** How many wait for an authorization's next step or its end. */
  public int waitingForSteps() {
    return outcomes.waiterCount() + steps.waiterCount();
  }

  /** How many wait for a command's answer. */
  public int waitingForAnswers() {
    return answers.waiterCount();
  }

  /** Takes an event of the replies topic; any other event is passed over. */
  public void accept(SpecificRecord event) {
    if (event instanceof AuthorizationSucceeded succeeded) {
      ended(succeeded.getAuthorizationId(), new AuthorizationOutcome.Succeeded(succeeded));
    } else if (event instanceof AuthorizationFailed failed) {
      ended(failed.getAuthorizationId(), new AuthorizationOutcome.Failed(failed));
    } else if (event instanceof AuthorizationRequestPushed pushed) {
      steps.accept(pushed.getAuthorizationId(), new AuthorizationStep.Pushed(pushed));
    } else if (event instanceof DeviceAuthorizationStarted started) {
      steps.accept(started.getAuthorizationId(), new AuthorizationStep.AtDevice(started));
    } else if (event instanceof AuthorizationAwaitingConfirmation unconfirmed) {
      // The last step before the end: it takes the place of a pushed request.
      steps.replace(
          unconfirmed.getAuthorizationId(), new AuthorizationStep.Unconfirmed(unconfirmed));
    } else if (event instanceof GrantDescribed described) {
      answers.accept(described.getCorrelationId(), new CommandAnswer.Described(described));
    } else if (event instanceof CommandRejected rejected) {
      answers.accept(rejected.getCorrelationId(), new CommandAnswer.Rejected(rejected));
      steps.release(rejected.getCorrelationId(), new AuthorizationStep.Ended(failed(rejected)));
    }
  }

  private void ended(String id, AuthorizationOutcome outcome) {
    outcomes.accept(id, outcome);
    steps.release(id, new AuthorizationStep.Ended(outcome));
  }

  /**
   * Waits for an authorization's next step, or its end.
   *
   * @return as {@link ReplyBoard#await}
   */
  public CompletableFuture<Optional<AuthorizationStep>> awaitStep(String id, Duration atMost) {
    Optional<AuthorizationStep> over = outcomeOf(id).map(AuthorizationStep.Ended::new);
    if (over.isPresent()) {
      return CompletableFuture.completedFuture(over);
    }
    CompletableFuture<Optional<AuthorizationStep>> step = steps.await(id, atMost);
    // The end may have come between the look and the wait.
    outcomeOf(id).ifPresent(outcome -> steps.release(id, new AuthorizationStep.Ended(outcome)));
    return step;
  }

  /**
   * Waits until a browser that came back from the provider can go on: the authorization has ended,
   * or waits to be confirmed.
   *
   * @return as {@link ReplyBoard#await}; any other step means that the end is not known yet
   */
  public CompletableFuture<Optional<AuthorizationStep>> awaitEnd(String id, Duration atMost) {
    Optional<AuthorizationStep> over = endOf(id);
    if (over.isPresent()) {
      return CompletableFuture.completedFuture(over);
    }
    CompletableFuture<Optional<AuthorizationStep>> end =
        steps.await(id, atMost, AuthorizationStep.Unconfirmed.class::isInstance);
    // The end may have come between the look and the wait.
    endOf(id).ifPresent(step -> steps.release(id, step));
    return end;
  }

  /** What a browser that came back from the provider is told, if that is known. */
  public Optional<AuthorizationStep> endOf(String id) {
    return outcomeOf(id)
        .<AuthorizationStep>map(AuthorizationStep.Ended::new)
        .or(() -> steps.known(id).filter(AuthorizationStep.Unconfirmed.class::isInstance));
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
    steps.close();
    answers.close();
  }
}
