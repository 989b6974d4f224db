// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.doctor;

import io.tokenbroker.cli.doctor.Result.Level;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** Runs checks one after the other, each with a deadline. */
public final class Doctor {
  private final Duration deadline;

  /**
   * @param deadline of each check
   */
  public Doctor(Duration deadline) {
    this.deadline = deadline;
  }

  /**
   * Runs them all; each result is told as soon as it is known.
   *
   * @return the worst level
   */
  public Level run(List<Check> checks, Consumer<Result> results) {
    Level worst = Level.OK;
    Set<String> failed = new HashSet<>();
    for (Check check : checks) {
      List<Result> found =
          failed.contains(check.needs())
              ? List.of(Result.skip(check.name(), "not looked at: " + check.needs() + " failed"))
              : look(check);
      for (Result result : found) {
        results.accept(result);
        worst = result.level().compareTo(worst) > 0 ? result.level() : worst;
      }
      if (found.stream().anyMatch(result -> result.level() == Level.FAIL)
          || failed.contains(check.needs())) {
        failed.add(check.name());
      }
    }
    return worst;
  }

  private List<Result> look(Check check) {
    // A thread of its own: one that is stuck is left behind and holds nothing up.
    ExecutorService thread =
        Executors.newSingleThreadExecutor(
            task -> {
              Thread made = new Thread(task, "doctor-" + check.name());
              made.setDaemon(true);
              return made;
            });
    Future<List<Result>> looking = thread.submit(() -> check.question().look());
    try {
      return looking.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      return List.of(
          Result.fail(
              check.name(),
              "it took longer than " + deadline.toSeconds() + " s",
              "try a longer --timeout; if it does not help, look at the network"));
    } catch (ExecutionException e) {
      return List.of(Result.fail(check.name(), message(e), "mend that first"));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return List.of(Result.fail(check.name(), "interrupted", "run it again"));
    } finally {
      thread.shutdownNow();
    }
  }

  private static String message(ExecutionException error) {
    Throwable cause = Optional.ofNullable(error.getCause()).orElse(error);
    return Optional.ofNullable(cause.getMessage()).orElse(cause.getClass().getSimpleName());
  }
}
