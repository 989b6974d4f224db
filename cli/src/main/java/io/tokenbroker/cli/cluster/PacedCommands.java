// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.cluster;

import io.tokenbroker.key.TokenKey;
import java.time.Duration;
import java.util.Iterator;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;

/**
 * Many commands, at a bounded rate and with a bounded number under way: providers feel every one of
 * them. Where as many in a row as may be under way get no answer, the broker is away and the rest
 * is not sent. Not thread-safe; everything is told on the calling thread.
 */
public final class PacedCommands {
  private static final Duration LOOK_UP = Duration.ofSeconds(1);
  private static final int QUESTIONS_PER_SECOND = 200;
  private static final int MAX_QUESTIONS = 50;

  private final CommandSender sender;
  private final Pace pace;
  private final int maxUnderWay;

  /**
   * @param maxUnderWay how many may wait for their answer at once
   */
  public PacedCommands(CommandSender sender, Pace pace, int maxUnderWay) {
    this.sender = sender;
    this.pace = pace;
    this.maxUnderWay = maxUnderWay;
  }

  /** For questions, which cost a provider nothing. */
  public static PacedCommands ofQuestions(CommandSender sender) {
    return new PacedCommands(sender, new Pace(QUESTIONS_PER_SECOND), MAX_QUESTIONS);
  }

  /**
   * One of many commands.
   *
   * @param about what the caller knows it by
   */
  public record Command<T>(T about, TokenKey key, Function<String, SpecificRecord> draft) {}

  /** What came of one. */
  public record Outcome<T>(T about, TokenKey key, Answer answer) {}

  /**
   * Sends them all and tells what came of each, in the order in which the answers come.
   *
   * @param commands taken one by one, when each is about to be sent
   * @throws CliException if it is interrupted; what it throws itself ends it as well
   */
  public <T> void run(Iterator<Command<T>> commands, Consumer<Outcome<T>> outcomes) {
    Run<T> run = new Run<>(outcomes);
    try {
      while (commands.hasNext()) {
        run.awaitTurn();
        run.send(commands.next());
      }
      run.awaitAll();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CliException("interrupted while commands were under way", e);
    }
  }

  /** One run's count of what is under way. */
  private final class Run<T> {
    private final Consumer<Outcome<T>> outcomes;
    private final BlockingQueue<Outcome<T>> answered = new LinkedBlockingQueue<>();
    private int underWay;
    private int missingInARow;

    Run(Consumer<Outcome<T>> outcomes) {
      this.outcomes = outcomes;
    }

    void awaitTurn() throws InterruptedException {
      Duration wait = pace.untilNext();
      while (!isGivenUp() && (underWay >= maxUnderWay || !wait.isZero())) {
        take(underWay >= maxUnderWay ? LOOK_UP : wait);
        wait = pace.untilNext();
      }
    }

    void awaitAll() throws InterruptedException {
      while (underWay > 0) {
        take(LOOK_UP);
      }
    }

    void send(Command<T> command) {
      if (isGivenUp()) {
        outcomes.accept(
            new Outcome<>(
                command.about(),
                command.key(),
                new Answer.NotSent("not sent: " + missingInARow + " in a row got no answer")));
        return;
      }
      pace.take();
      underWay++;
      // The queue gets the answer.
      CompletableFuture<Void> unused =
          sender
              .send(command.key(), command.draft())
              .exceptionally(error -> new Answer.Missing("sending it failed: " + error))
              .thenAccept(
                  answer -> answered.add(new Outcome<>(command.about(), command.key(), answer)));
    }

    private void take(Duration longest) throws InterruptedException {
      Optional<Outcome<T>> next =
          Optional.ofNullable(answered.poll(longest.toNanos(), TimeUnit.NANOSECONDS));
      if (next.isPresent()) {
        underWay--;
        missingInARow = next.get().answer() instanceof Answer.Missing ? missingInARow + 1 : 0;
        outcomes.accept(next.get());
      }
    }

    private boolean isGivenUp() {
      return missingInARow >= maxUnderWay;
    }
  }
}
